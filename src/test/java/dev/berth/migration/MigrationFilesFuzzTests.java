package dev.berth.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.testing.FuzzTarget;
import dev.berth.testing.Thrift;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

/** Files of migrations that anybody may have written, and names that they may bear. */
class MigrationFilesFuzzTests {
    /** Nothing in which a word could be other than a statement's first one. */
    private static final Pattern PLAIN = Pattern.compile("(?:select [0-9a-f ,]+;\\s*)*");

    @TempDir
    static Path folder;

    @FuzzTarget
    void text(byte[] input) throws Exception {
        Path path = folder.resolve("V1__one.sql");
        Files.write(path, input);

        Thrift.of(input.length, () -> {
            try {
                MigrationFile file = MigrationFile.read(folder, path).orElseThrow();
                assertThat(file.checksum()).isEqualTo(file.checksum());
                TransactionStatements.in(file)
                        .ifPresent(mismatch -> assertThat(mismatch.message()).startsWith("V1__one.sql line "));
                if (PLAIN.matcher(file.text()).matches()) {
                    assertThat(TransactionStatements.in(file)).isEmpty();
                    Files.writeString(path, file.text() + "\n/* it is */ commit;");
                    assertThat(TransactionStatements.in(
                                    MigrationFile.read(folder, path).orElseThrow()))
                            .isPresent();
                }
                new Placeholders("dev", Map.of("tenant", "acme")).check(file);
            } catch (BerthException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.DEFINITION_INVALID);
            }
        });
    }

    /** A place in a statement is in the line where it is, whatever stands before the statement. */
    @FuzzTarget
    void line(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_8);

        Thrift.of(input.length, () -> {
            String statement = StatementLine.withoutLeadingComments(text);
            assertThat(text).endsWith(statement);
            assertThat(StatementLine.withoutLeadingComments(statement)).isEqualTo(statement);
            String before = text.substring(0, text.length() - statement.length());
            int first = 1 + lines(before);
            int last = first + lines(statement);
            int start = before.codePointCount(0, before.length()) + 1;
            int end = text.codePointCount(0, text.length()) + 1;
            assertThat(StatementLine.of(first, text, OptionalInt.of(1))).isEqualTo(1);
            assertThat(StatementLine.of(first, text, OptionalInt.of(start))).isEqualTo(first);
            assertThat(StatementLine.of(first, text, OptionalInt.of((start + end) / 2)))
                    .isBetween(first, last);
            assertThat(StatementLine.of(first, text, OptionalInt.of(end))).isEqualTo(last);
            assertThat(StatementLine.of(first, text, OptionalInt.of(Integer.MAX_VALUE)))
                    .isEqualTo(last);
        });
    }

    private static int lines(String text) {
        return (int) text.chars().filter(character -> character == '\n').count();
    }

    @FuzzTarget
    void name(byte[] input) throws Exception {
        String name =
                new String(input, StandardCharsets.UTF_8).replace('/', '_').replace('\0', '_');

        Thrift.of(input.length, () -> {
            try {
                Path path = folder.resolve("names").resolve(name);
                Files.createDirectories(folder.resolve("names"));
                if (!Files.exists(path)) {
                    Files.write(path, new byte[0]);
                }
                MigrationFile.read(folder, path).ifPresent(file -> {
                    assertThat(file.description()).isNotEmpty();
                    assertThat(file.is(file.asPending())).isTrue();
                });
                Files.delete(path);
            } catch (BerthException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.DEFINITION_INVALID);
            } catch (InvalidPathException | java.nio.file.FileSystemException e) {
                // Nothing of that name can lie in a folder.
            }
        });
    }

    /** What a newer version of Berth may have written down. */
    @FuzzTarget
    void records(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.UTF_8);
        Path succeeded = folder.resolve("dev.txt");
        Files.write(succeeded, input);

        Thrift.of(input.length, () -> {
            attempt(() -> assertThat(Notes.parse(Notes.parse(text).text())).isEqualTo(Notes.parse(text)));
            attempt(() -> RecordedSchema.parse(text)
                    .ifPresent(schema ->
                            assertThat(RecordedSchema.parse(schema.text())).contains(schema)));
            attempt(() -> assertThat(new SuccessRecord(succeeded).read()).isPresent());
        });
    }

    private static void attempt(Runnable reading) {
        try {
            reading.run();
        } catch (BerthException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
