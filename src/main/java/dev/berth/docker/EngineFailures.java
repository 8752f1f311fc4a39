package dev.berth.docker;

import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.util.Locale;

/** What goes wrong with an engine, in words. */
final class EngineFailures {
    private EngineFailures() {}

    /** The engine does not answer; the cause's message says why in a few words. */
    static BerthException unreachable(EngineAddress address, IOException cause) {
        if (Thread.currentThread().isInterrupted()) {
            return new BerthException(
                    ErrorCode.INTERRUPTED, "interrupted while the Docker engine was busy", null, cause);
        }
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String where = address.context()
                .map(context -> "%s, context %s".formatted(address.host(), context))
                .orElse(address.host());
        return new BerthException(
                ErrorCode.ENGINE_UNREACHABLE,
                "no Docker engine answers at %s (%s)".formatted(where, lowerFirst(why)),
                hint(address, why),
                cause);
    }

    /** The engine refused a call; its body is an object with a message, or plain text. */
    static EngineException refusal(int status, String body) {
        return new EngineException(status, message(body));
    }

    private static String message(String body) {
        String text = body.strip();
        if (text.startsWith("{")) {
            try {
                String message = JsonParser.object().from(text).getString("message");
                return message == null ? text : message.strip();
            } catch (JsonParserException | StackOverflowError e) {
                return text;
            }
        }
        return text.isEmpty() ? "the engine refused without a word" : text;
    }

    private static String hint(EngineAddress address, String why) {
        if (address.host().startsWith("ssh://")) {
            return "Try `ssh` to that host by hand; it must log in without a question. `berth doctor` checks everything.";
        }
        if (!address.isUnixSocket()) {
            return "Check host, port and certificates, and that the engine listens there; `berth doctor` checks everything.";
        }
        if (why.equals("permission denied")) {
            return "Add yourself to the group docker and log in again, or set DOCKER_HOST; `berth doctor` checks everything.";
        }
        return "Start Docker, or set DOCKER_HOST to where it listens; `berth doctor` checks everything.";
    }

    private static String lowerFirst(String text) {
        boolean word = text.length() > 1 && Character.isLowerCase(text.charAt(1));
        return word ? text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1) : text;
    }
}
