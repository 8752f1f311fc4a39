package dev.berth.notification;

import dev.berth.failure.Quoted;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a connection came to nothing, in words. */
final class Reason {
    private Reason() {}

    static String of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return "it did not prove who it is, or speaks no TLS: " + Quoted.of(deepest(cause));
            }
            if (cause instanceof ConnectException) {
                return "it takes no connection";
            }
            if (cause instanceof HttpTimeoutException || cause instanceof SocketTimeoutException) {
                return "it did not answer within %d s".formatted(Notifier.TIMEOUT.toSeconds());
            }
            if (cause instanceof EOFException) {
                return "it ended the connection before it had answered";
            }
        }
        return "the connection came to nothing: " + Quoted.of(deepest(failure));
    }

    private static String deepest(Throwable failure) {
        Throwable cause = failure;
        for (Throwable next = cause.getCause(); next != null; next = next.getCause()) {
            cause = next;
        }
        @Nullable String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
