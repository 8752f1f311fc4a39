package dev.berth.deployment;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.List;

/** A service did not become healthy; carries its probe's and its log's last words. */
public final class UnhealthyException extends BerthException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> details;

    UnhealthyException(ErrorCode code, String message, String hint, List<String> details) {
        super(code, message, hint);
        this.details = List.copyOf(details);
    }

    /** Lines in the failing service's own words; may still hold secrets that the service wrote there. */
    public List<String> details() {
        return details;
    }
}
