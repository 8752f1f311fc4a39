package dev.berth.migration;

import dev.berth.environment.EngineState;
import java.util.Optional;

/** Where it is written down how a database's schema is to be: with the engine, beside the journal. */
interface SchemaRecord {
    /** What was written last; empty where nothing ever was. */
    Optional<RecordedSchema> read();

    void write(RecordedSchema schema);

    /** The one of a project's database. */
    static SchemaRecord of(EngineState state, String service, String database) {
        String document = document(service, database);
        return new SchemaRecord() {
            @Override
            public Optional<RecordedSchema> read() {
                return state.schema(document).flatMap(RecordedSchema::parse);
            }

            @Override
            public void write(RecordedSchema schema) {
                state.writeSchema(document, schema.text());
            }
        };
    }

    /** The name under which a database's documents are kept. */
    static String document(String service, String database) {
        return service + "-" + database.replaceAll("[^A-Za-z0-9_-]", "%");
    }
}
