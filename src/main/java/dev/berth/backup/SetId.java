package dev.berth.backup;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** A set's id: the second in which it was begun, in UTC. */
final class SetId {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private SetId() {}

    static String of(Instant begun) {
        return FORMAT.format(begun);
    }
}
