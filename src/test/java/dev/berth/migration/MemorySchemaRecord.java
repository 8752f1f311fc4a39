package dev.berth.migration;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.Optional;

/** Keeps what is written down as text, as the engine's volume does. */
final class MemorySchemaRecord implements SchemaRecord {
    private Optional<String> text = Optional.empty();
    private boolean broken;

    @Override
    public Optional<RecordedSchema> read() {
        return text.flatMap(RecordedSchema::parse);
    }

    @Override
    public void write(RecordedSchema schema) {
        if (broken) {
            throw new BerthException(ErrorCode.ENGINE_REFUSED, "no room", null);
        }
        text = Optional.of(schema.text());
    }

    String text() {
        return text.orElseThrow();
    }

    void text(String other) {
        text = Optional.of(other);
    }

    /** From now on nothing can be written. */
    void breakDown() {
        broken = true;
    }
}
