package dev.berth.environment;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;

/** Another run holds the environment's lock. */
public final class LockedException extends BerthException {
    private static final long serialVersionUID = 1L;

    private final transient EnvironmentLock.Holder holder;

    LockedException(String project, EnvironmentLock.Holder holder) {
        super(
                ErrorCode.LOCKED,
                "%s is being changed by %s since %s: %s"
                        .formatted(project, holder.operator(), holder.since(), holder.command()),
                "Wait for it, or, when that run is surely gone: env unlock");
        this.holder = holder;
    }

    public EnvironmentLock.Holder holder() {
        return holder;
    }
}
