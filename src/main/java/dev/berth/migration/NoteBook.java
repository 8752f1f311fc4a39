package dev.berth.migration;

import dev.berth.environment.EngineState;

/** Where notes on a database's migrations are kept: with the engine, so that they outlive the server and Berth. */
interface NoteBook {

    Notes read();

    void write(Notes notes);

    /** The one of a project's database. */
    static NoteBook of(EngineState state, String service, String database) {
        String document = SchemaRecord.document(service, database);
        return new NoteBook() {
            @Override
            public Notes read() {
                return state.migrations(document).map(Notes::parse).orElse(Notes.NONE);
            }

            @Override
            public void write(Notes notes) {
                state.writeMigrations(document, notes.text());
            }
        };
    }
}
