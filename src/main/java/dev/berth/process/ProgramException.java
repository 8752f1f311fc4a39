package dev.berth.process;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A program could not be started, was interrupted, or ran out of time. */
public final class ProgramException extends BerthException {
    private static final long serialVersionUID = 1L;

    ProgramException(ErrorCode code, String message, @Nullable String hint, @Nullable Throwable cause) {
        super(code, message, hint, cause);
    }
}
