package dev.berth.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.docker.LogLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryAssemblerTests {
    private static final Instant BEGIN = Instant.parse("2026-11-24T08:55:52Z");
    private static final boolean ERROR = true;

    private final EntryAssembler assembler =
            new EntryAssembler("rest", "rest-1", text -> text.replace("hunter2hunter2", "••••"), lines -> {});
    private final Position position = Position.ofReader();
    private final List<EntryAssembler.Draft> drafts = new ArrayList<>();
    private long millis;

    @Test
    void addWhenLinesAreIndentedKeepsThemTogether() {
        say("java.lang.IllegalStateException: no", "\tat a.B.c(B.java:1)", "Caused by: java.io.IOException", "next");

        assertThat(messages())
                .containsExactly(
                        "java.lang.IllegalStateException: no\n    at a.B.c(B.java:1)\nCaused by: java.io.IOException",
                        "next");
    }

    @Test
    void addWhenEntriesBeginWithTimesTakesWhatHasNone() {
        say(
                "2026-11-24 08:55:52 ERROR failed",
                "Traceback (most recent call last):",
                "  File \"a.py\", line 1",
                "ValueError: no",
                "2026-11-24 08:55:53 INFO next");

        assertThat(messages())
                .containsExactly(
                        "2026-11-24 08:55:52 ERROR failed\nTraceback (most recent call last):\n  File \"a.py\", line 1\nValueError: no",
                        "2026-11-24 08:55:53 INFO next");
    }

    @Test
    void addWhenALineWithoutATimeComesLaterLeavesItByItself() {
        say("2026-11-24 08:55:52 INFO up");
        millis += 5000;
        say("listening");

        assertThat(messages()).containsExactly("2026-11-24 08:55:52 INFO up", "listening");
    }

    @Test
    void addWhenTimesAreTheExceptionLeavesLinesByThemselves() {
        say("starting", "ready", "2026-11-24 08:55:52 INFO up", "one", "two");

        assertThat(messages()).containsExactly("starting", "ready", "2026-11-24 08:55:52 INFO up", "one", "two");
    }

    @Test
    void addWhenOutputAndErrorsMeetKeepsThemApart() {
        add(ERROR, "Exception: no");
        add(!ERROR, "GET /");
        add(ERROR, "    at here");

        assertThat(messages()).containsExactly("Exception: no\n    at here", "GET /");
    }

    @Test
    void addWhenAnEventHasTooManyLinesCutsItAndSaysSo() {
        say("Exception: no");
        for (int i = 0; i < 1500; i++) {
            say("  line " + i);
        }

        List<LogEntry> entries = entries();
        assertThat(entries).extracting(LogEntry::cut).containsExactly(true, false);
        assertThat(entries.getFirst().message().lines()).hasSize(1000);
        assertThat(entries.getLast().message().lines()).hasSize(501).endsWith("  line 1499");
    }

    @Test
    void addWhenAnEventIsTooLongCutsItAndSaysSo() {
        String part = " " + "x".repeat(400_000);
        say("Exception: no", part, part, part);

        assertThat(entries()).extracting(LogEntry::cut).containsExactly(true, false);
        assertThat(entries()).extracting(entry -> entry.message().length()).containsExactly(800_017, 400_001);
    }

    @Test
    void addWhenSecretIsDisguisedMasksItAllTheSame() {
        say(
                "plain hunter2hunter2",
                "colored hunter2\u001b[1mhunter2",
                "divided hunter2\u200bhunter2 hun\u0000ter2hunter2",
                "{\"msg\":\"hunter2\\u0068unter2\",\"token\":\"hunter2hunter\\u0032\"}");

        assertThat(messages()).containsExactly("plain ••••", "colored ••••", "divided •••• ••••", "•••• token=••••");
    }

    private void say(String... lines) {
        for (String line : lines) {
            add(!ERROR, line);
        }
    }

    private void add(boolean error, String line) {
        LogLine read = new LogLine(BEGIN.plusMillis(millis++ / 10), error, line);
        assembler.add(read, position.accept(read).orElseThrow()).ifPresent(drafts::add);
    }

    private List<String> messages() {
        return entries().stream().map(LogEntry::message).toList();
    }

    private List<LogEntry> entries() {
        return drafts.stream().map(EntryAssembler.Draft::finish).toList();
    }
}
