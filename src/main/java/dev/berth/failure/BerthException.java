package dev.berth.failure;

import org.jspecify.annotations.Nullable;

/**
 * A failure the user can act on: its message says what failed and where, its hint what to do next.
 *
 * <p>Never carries a secret value, nor a character that does something to a terminal. Packages subclass it where a failure has data of its own.
 */
public class BerthException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable String hint;

    public BerthException(ErrorCode code, String message, @Nullable String hint) {
        this(code, message, hint, null);
    }

    public BerthException(ErrorCode code, String message, @Nullable String hint, @Nullable Throwable cause) {
        super(Quoted.harmless(message), cause);
        this.code = code;
        this.hint = hint == null ? null : Quoted.harmless(hint);
    }

    public final ErrorCode code() {
        return code;
    }

    /** What to do next, as a full sentence or a command; null where nothing sensible can be advised. */
    public final @Nullable String hint() {
        return hint;
    }

    @Override
    public final String getMessage() {
        String message = super.getMessage();
        return message == null ? code.name() : message;
    }
}
