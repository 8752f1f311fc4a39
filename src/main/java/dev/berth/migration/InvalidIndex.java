package dev.berth.migration;

/** An index that a build left behind unfinished: it serves no query, yet slows every write and keeps its name taken. */
public record InvalidIndex(String schema, String name, String table) {

    /** The statement that removes it without locking its table. */
    public String dropStatement() {
        return "DROP INDEX CONCURRENTLY IF EXISTS %s.%s".formatted(quoted(schema), quoted(name));
    }

    @Override
    public String toString() {
        return "%s.%s on %s".formatted(schema, name, table);
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
