package dev.berth.backup;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;

/** Why a repository could not be used, in words that say what to do. */
final class RepositoryFailure {
    private RepositoryFailure() {}

    /**
     * Reads what pgBackRest said.
     *
     * @param what was tried, such as {@code list the backups}
     * @param words all that it said
     */
    static BerthException of(String what, String words) {
        Complaint complaint = Complaint.of(words);
        return failure(ErrorCode.BACKUP_FAILED, what, complaint, complaint.hint());
    }

    /** The same of a project's own, which may be full. */
    static BerthException of(String what, String words, String project) {
        Complaint complaint = Complaint.of(words);
        return failure(ErrorCode.BACKUP_FAILED, what, complaint, complaint.hint(Backups.repositoryVolume(project)));
    }

    /** The same where that is what the repository holds, unless it is a passing trouble after all. */
    static BerthException damaged(String what, String words) {
        Complaint complaint = Complaint.of(words);
        return failure(
                complaint.isOfTheWay() ? ErrorCode.BACKUP_FAILED : ErrorCode.BACKUP_DAMAGED,
                what,
                complaint,
                complaint.hint());
    }

    private static BerthException failure(ErrorCode code, String what, Complaint complaint, String hint) {
        return new BerthException(code, "cannot %s: %s".formatted(what, complaint.sentence()), hint);
    }
}
