package dev.berth.docker;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;

/** The engine refused a call; carries the HTTP status and the engine's own words. */
public sealed class EngineException extends BerthException permits NameInUseException {
    private static final long serialVersionUID = 1L;

    private final int status;

    public EngineException(int status, String message) {
        super(ErrorCode.ENGINE_REFUSED, message, null);
        this.status = status;
    }

    public final int status() {
        return status;
    }
}
