package dev.berth.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.berth.docker.LogLine;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.testing.FuzzTarget;
import dev.berth.testing.Thrift;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Lines that any program may log: what is shown of them does nothing to a terminal and tells no secret. */
class LogLinesFuzzTests {
    private static final Instant BEGIN = Instant.parse("2026-11-24T08:55:52Z");
    private static final String SECRET = "hunter2hunter2";

    @FuzzTarget
    void entries(byte[] input) throws Exception {
        List<String> lines = List.of(new String(input, StandardCharsets.UTF_8).split("\n", -1));

        Thrift.of(input.length, () -> {
            EntryAssembler assembler =
                    new EntryAssembler("rest", "rest-1", text -> text.replace(SECRET, "••••"), left -> {});
            Position position = Position.ofReader();
            List<EntryAssembler.Draft> drafts = new ArrayList<>();
            int number = 0;
            for (String line : lines) {
                LogLine read = new LogLine(BEGIN.plusMillis(number++ * 20L), line.length() % 5 == 0, line);
                assembler.add(read, position.accept(read).orElseThrow()).ifPresent(drafts::add);
            }
            assertThat(drafts).hasSizeBetween(1, lines.size());
            for (EntryAssembler.Draft draft : drafts) {
                LogEntry entry = draft.finish();
                assertHarmless(entry.message(), true);
                assertThat(entry.message()).doesNotContain(SECRET);
                assertThat(entry.time()).isBetween(BEGIN, BEGIN.plusMillis(number * 20L));
            }
        });
    }

    /** Characters that are no text either. */
    @FuzzTarget
    void harmless(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_16BE);
        StringBuilder characters = new StringBuilder();
        for (int i = 0; i + 1 < input.length; i += 2) {
            characters.append((char) ((input[i] & 0xff) << 8 | (input[i + 1] & 0xff)));
        }

        Thrift.of(input.length, () -> {
            for (String each : List.of(text, characters.toString(), new String(input, StandardCharsets.ISO_8859_1))) {
                String plain = HarmlessText.of(each);
                assertHarmless(plain, false);
                assertThat(HarmlessText.of(plain)).isEqualTo(plain);
            }
        });
    }

    private static void assertHarmless(String text, boolean lines) {
        text.codePoints().forEach(character -> {
            int type = Character.getType(character);
            boolean harmful = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            if (harmful && !(lines && character == '\n')) {
                throw new AssertionError("U+%04X in: %s".formatted(character, text));
            }
        });
    }

    /** What the parser for documents takes for an object is one here, with the same texts. */
    @FuzzTarget
    void json(byte[] input) throws Exception {
        String line = new String(input, StandardCharsets.UTF_8);

        Thrift.of(input.length, () -> {
            Optional<Map<String, Object>> members = JsonLine.members(line);
            members.ifPresent(object -> {
                JsonFields.level(object);
                JsonFields.message(object);
                JsonFields.time(object);
            });
            if (line.startsWith("{") && line.endsWith("}") && !isDeep(line)) {
                document(line).ifPresent(object -> assertSame(object, line, members));
            }
        });
    }

    private static boolean isDeep(String line) {
        return line.chars()
                        .filter(character -> character == '{' || character == '[')
                        .count()
                > 30;
    }

    private static Optional<JsonObject> document(String line) {
        try {
            return Optional.of(JsonParser.object().from(line));
        } catch (JsonParserException e) {
            return Optional.empty();
        }
    }

    private static void assertSame(JsonObject object, String line, Optional<Map<String, Object>> members) {
        boolean isOneLine = line.indexOf('\n') < 0 && line.indexOf('\r') < 0;
        if (!isOneLine) {
            return;
        }
        assertThat(members).as(line).isPresent();
        object.forEach((name, value) -> {
            if (value instanceof String text) {
                assertThat(members.orElseThrow().get(name)).as(line).isEqualTo(text);
            }
        });
    }

    /** Pairs of bytes: whether one is added or taken, and the time of what is added. */
    @FuzzTarget
    void order(byte[] input) throws Exception {
        Thrift.of(input.length, () -> {
            ReorderWindow window = new ReorderWindow(() -> 0);
            int added = 0;
            int taken = 0;
            for (int i = 0; i + 1 < input.length; i += 2) {
                if (input[i] >= 0) {
                    EntryAssembler assembler = new EntryAssembler("rest", "rest-1", text -> text, lines -> {});
                    LogLine line = new LogLine(BEGIN.plusMillis(input[i + 1]), false, "line " + added++);
                    window.add(assembler
                            .add(line, Position.ofReader().accept(line).orElseThrow())
                            .orElseThrow());
                } else if (window.take().isPresent()) {
                    taken++;
                }
                assertThat(window.next()).isEmpty();
            }
            Instant before = Instant.MIN;
            for (Optional<LogEntry> next = window.take(); next.isPresent(); next = window.take()) {
                assertThat(next.get().time()).isAfterOrEqualTo(before);
                before = next.get().time();
                taken++;
            }
            assertThat(taken).isEqualTo(added);
        });
    }

    /** The first line is what is looked for, the rest is what it is looked for in. */
    @FuzzTarget
    void search(byte[] input) throws Exception {
        String[] parts = new String(input, StandardCharsets.UTF_8).split("\n", 2);
        String text = parts.length > 1 ? parts[1] : "";

        Thrift.of(input.length, () -> {
            try {
                Pattern pattern = Pattern.compile(parts[0]);
                if (BoundedSearch.find(pattern, text)) {
                    assertThat(pattern.matcher(text).find()).isTrue();
                }
            } catch (PatternSyntaxException e) {
                // Whoever typed it is told so.
            } catch (BerthException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.USAGE);
            }
        });
    }
}
