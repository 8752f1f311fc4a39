package dev.berth.backup;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** To which moment PostgreSQL is restored. */
sealed interface Target {

    /** To the place in the log that a set's moment gave a name to. */
    record Named(String restorePoint) implements Target {}

    /** To the last transaction that was committed before a time, on a timeline by its number; {@code current} for the backup's own. */
    record Time(Instant at, String timeline) implements Target {}

    /** As far as the log goes that was stored, on a timeline as {@link Time} has it. */
    record End(String timeline) implements Target {
        /** No log reaches it: the server says then where its log ends. */
        private static final Instant NEVER = Instant.parse("2100-01-01T00:00:00Z");
    }

    /** What pgBackRest is told; a time is given in the one spelling that it and the server read alike. */
    default List<String> arguments() {
        return switch (this) {
            case Named(String restorePoint) ->
                List.of("--type=name", "--target=" + restorePoint, "--target-timeline=current");
            case Time(Instant at, String timeline) -> time(at, timeline);
            case End(String timeline) -> time(End.NEVER, timeline);
        };
    }

    private static List<String> time(Instant at, String timeline) {
        return List.of(
                "--type=time",
                "--target-timeline=" + timeline,
                "--target="
                        + DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS'+00'", Locale.ROOT)
                                .format(at.atOffset(ZoneOffset.UTC)));
    }

    /** What the server's log says when it has got there. */
    default String reached() {
        return switch (this) {
            case Named(String restorePoint) -> "recovery stopping at restore point \"%s\"".formatted(restorePoint);
            case Time time -> "recovery stopping ";
            case End end -> "recovery stopping after WAL location";
        };
    }
}
