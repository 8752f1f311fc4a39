package dev.berth.failure;

/** The exit statuses that scripts rely on. */
public enum ExitCode {
    OK(0),
    FAILURE(1),
    /** Wrong usage, or a wrong definition. */
    USAGE(2),
    /** Unhealthy, or a wait timed out. */
    UNHEALTHY(3),
    /** Locked by another run. */
    LOCKED(4),
    /** Refused by protection. */
    PROTECTED(5),
    /** Changes are pending, or drift was found. */
    CHANGES_PENDING(10),
    INTERRUPTED(130);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    /** The process's exit status. */
    public int status() {
        return status;
    }
}
