package dev.berth.backup;

/**
 * A set that lies in the repository.
 *
 * @param state what became known of it after it was made
 * @param isThere whether everything of PostgreSQL's that it rests on is still listed
 */
public record KnownSet(BackupSet set, SetState state, boolean isThere) {

    /** One that was made just now. */
    public static KnownSet fresh(BackupSet set, boolean pinned) {
        return new KnownSet(set, SetState.NEW.withPinned(pinned), true);
    }

    /** How much a set is worth. */
    public enum Worth {
        COMPLETE,
        /** Whoever looked last found it damaged. */
        DAMAGED,
        /** Something that it rests on was removed. */
        EXPIRED
    }

    public Worth worth() {
        if (!isThere) {
            return Worth.EXPIRED;
        }
        return state.isDamaged() ? Worth.DAMAGED : Worth.COMPLETE;
    }
}
