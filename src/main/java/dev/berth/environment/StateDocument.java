package dev.berth.environment;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.function.Function;

/** Reads the JSON of documents that lie with the engine: every version of Berth that works on it writes them. */
public final class StateDocument {
    private StateDocument() {}

    /**
     * Reads a document.
     *
     * @param what it is, for the message
     * @param reader may fail in any way on what it does not know
     * @throws BerthException FAILED where it is no JSON, or not what the reader takes
     */
    public static <T> T read(String what, String text, Function<JsonObject, T> reader) {
        try {
            return reader.apply(JsonParser.object().from(text));
        } catch (JsonParserException | RuntimeException | StackOverflowError e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "%s cannot be read: another version of Berth wrote it, or it was damaged".formatted(what),
                    "Use the newest version that has worked on this environment; nothing was changed.",
                    e);
        }
    }
}
