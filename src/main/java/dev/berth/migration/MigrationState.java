package dev.berth.migration;

/** Where a migration stands in one database. */
public enum MigrationState {
    /** It would run next time: never applied, or a repeatable one that changed. */
    PENDING,
    APPLIED,
    /** It ended half way and is marked so; only one that runs outside a transaction can. */
    FAILED,
    /** It was applied, but its file is not here. */
    MISSING,
    /** Its version is below one that is applied: it does not run, or ran late. */
    OUT_OF_ORDER;

    /** The word that reports use. */
    public String word() {
        return switch (this) {
            case PENDING -> "pending";
            case APPLIED -> "applied";
            case FAILED -> "failed";
            case MISSING -> "missing";
            case OUT_OF_ORDER -> "out-of-order";
        };
    }
}
