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
        return of(what, words, ErrorCode.BACKUP_FAILED);
    }

    /** The same where that is what the repository holds, unless it is a passing trouble after all. */
    static BerthException damaged(String what, String words) {
        return of(what, words, Complaint.of(words).isOfTheWay() ? ErrorCode.BACKUP_FAILED : ErrorCode.BACKUP_DAMAGED);
    }

    private static BerthException of(String what, String words, ErrorCode code) {
        Complaint complaint = Complaint.of(words);
        return new BerthException(code, "cannot %s: %s".formatted(what, complaint.sentence()), complaint.hint());
    }
}
