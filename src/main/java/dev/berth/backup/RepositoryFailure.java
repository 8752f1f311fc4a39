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
     * @param words the last line that it said
     */
    static BerthException of(String what, String words) {
        String said = isUndecryptable(words)
                ? "what lies there cannot be decrypted, or is damaged"
                : words.replaceFirst("^P[0-9]+ +ERROR: ", "").strip();
        return new BerthException(ErrorCode.BACKUP_FAILED, "cannot %s: %s".formatted(what, said), hint(said));
    }

    /** The same where that is what the repository holds, and not a passing trouble. */
    static BerthException damaged(String what, String words) {
        BerthException failure = of(what, words);
        return new BerthException(
                ErrorCode.BACKUP_DAMAGED, String.valueOf(failure.getMessage()), failure.hint(), failure);
    }

    /** With another key pgBackRest reads noise, and quotes it. */
    private static boolean isUndecryptable(String words) {
        return words.contains("FormatError")
                || words.contains("CryptoError")
                || words.contains("[095]")
                || words.contains("bad decrypt")
                || words.contains("bad magic number");
    }

    private static String hint(String said) {
        if (said.contains("cannot be decrypted")) {
            return "The repository was encrypted with another key: is the stored secret backup.cipher the one it was made with?";
        }
        if (said.contains("No space left")) {
            return "The repository is full: make room, or let go of sets by backup prune.";
        }
        return "Nothing of the environment was changed.";
    }
}
