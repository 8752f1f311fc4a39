package dev.berth.migration;

import java.util.Comparator;

/**
 * One thing that a schema consists of, as the database's catalogue has it.
 *
 * @param name in full and quoted where need be, such as {@code public.notes.title}
 * @param partOf the name of what it goes with when that goes, such as a column's table; empty where it stands alone
 * @param definition all that matters of it in one line; of functions and views a checksum of their text
 */
record SchemaObject(Kind kind, String name, String partOf, String definition) implements Comparable<SchemaObject> {
    private static final Comparator<SchemaObject> ORDER =
            Comparator.comparing(SchemaObject::kind).thenComparing(SchemaObject::name);

    /** What it is, in the order of a report. */
    public enum Kind {
        SCHEMA,
        EXTENSION,
        TYPE,
        TABLE,
        COLUMN,
        CONSTRAINT,
        INDEX,
        STATISTICS,
        SEQUENCE,
        VIEW,
        MATERIALIZED_VIEW,
        FUNCTION,
        PROCEDURE,
        AGGREGATE,
        TRIGGER,
        EVENT_TRIGGER,
        RULE,
        POLICY,
        GRANT
    }

    /** Two that may not both be there. */
    record Key(Kind kind, String name) {}

    Key key() {
        return new Key(kind, name);
    }

    @Override
    public int compareTo(SchemaObject other) {
        return ORDER.compare(this, other);
    }
}
