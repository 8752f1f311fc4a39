package dev.berth.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The exchange of a whole volume's content, cut off before or after each program that it runs. */
class ExchangeTests {
    private static final String MARK = "berth.restored-1";
    private static final String KNOWN_BY = "PG_VERSION";
    private static final Map<String, String> BEFORE =
            Map.of(KNOWN_BY, "old", "data", "old", "log", "old", "only-old", "old");
    private static final Map<String, String> AFTER =
            Map.of(KNOWN_BY, "new", "data", "new", "log", "new", "only-new", "new", MARK, "");
    private static final int MOST_PROGRAMS = 20;

    @TempDir
    private Path folder;

    static List<Cut> cuts() {
        List<Cut> cuts = new ArrayList<>();
        for (int program = 1; program <= MOST_PROGRAMS; program++) {
            cuts.add(new Cut(program, false));
            cuts.add(new Cut(program, true));
        }
        return cuts;
    }

    /** At which program, counted from one, and whether that has done its work before. */
    record Cut(int program, boolean done) {}

    @ParameterizedTest
    @MethodSource("cuts")
    void giveWhenCutOffIsCompletedByGivingAgain(Cut cut) throws Exception {
        create();
        run("present", cut);
        assertThat(run("present")).isZero();
        assertThat(live()).isEqualTo(AFTER);
        assertThat(read(copy())).isEqualTo(BEFORE);
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void giveWhenCutOffIsTakenBackByGivingBack(Cut cut) throws Exception {
        create();
        run("present", cut);
        assertThat(run("absent")).isZero();
        assertThat(live()).isEqualTo(BEFORE);
        assertThat(read(copy())).isEqualTo(AFTER);
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void giveBackWhenCutOffIsCompletedByGivingBackAgain(Cut cut) throws Exception {
        create();
        run("present");
        run("absent", cut);
        assertThat(run("absent")).isZero();
        assertThat(live()).isEqualTo(BEFORE);
        assertThat(read(copy())).isEqualTo(AFTER);
    }

    @ParameterizedTest
    @CsvSource({"present", "absent"})
    void exchangeWhenRepeatedChangesNothingMore(String wanted) throws Exception {
        create();
        run("present");
        run(wanted);
        Map<String, String> once = live();
        assertThat(run(wanted)).isZero();
        assertThat(live()).isEqualTo(once);
    }

    @ParameterizedTest
    @CsvSource({"present"})
    void giveWhenThereIsNoCopyFailsAndTouchesNothing(String wanted) throws Exception {
        Files.createDirectories(folder.resolve("live"));
        Files.writeString(folder.resolve("live/data"), "old");
        assertThat(run(wanted)).isNotZero();
        assertThat(live()).isEqualTo(Map.of("data", "old"));
    }

    private void create() throws IOException {
        write(folder.resolve("live"), BEFORE);
        write(copy(), AFTER);
    }

    private Path copy() {
        return folder.resolve("live/pgsql_tmp-beside-1");
    }

    private static void write(Path folder, Map<String, String> files) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }

    private Map<String, String> live() throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve("live"))) {
            assertThat(entries.map(path -> path.getFileName().toString())
                            .filter(name -> name.startsWith("pgsql_tmp-beside-"))
                            .toList())
                    .isSubsetOf("pgsql_tmp-beside-1");
        }
        return read(folder.resolve("live"));
    }

    private static Map<String, String> read(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path path : entries.filter(Files::isRegularFile).toList()) {
                files.put(path.getFileName().toString(), Files.readString(path));
            }
        }
        return files;
    }

    private int run(String wanted) throws Exception {
        return start(wanted, "/usr/bin:/bin", Map.of());
    }

    /** Whatever the script calls counts, and kills whoever called it when its turn comes. */
    private void run(String wanted, Cut cut) throws Exception {
        Path programs = Files.createDirectories(folder.resolve("programs"));
        for (String name : List.of("find", "mv", "mkdir", "rmdir", "touch", "rm", "sync", "chown")) {
            Path program = programs.resolve(name);
            Files.writeString(program, """
                    #!/bin/sh
                    echo >>"$COUNT"
                    if [ "$(wc -l <"$COUNT")" -ne "$CUT" ]; then PATH=/usr/bin:/bin; export PATH; exec %1$s "$@"; fi
                    if [ "$DONE" = true ]; then %1$s "$@"; fi
                    kill -9 "$PPID"
                    """.formatted("/usr/bin/" + name));
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        Files.deleteIfExists(folder.resolve("count"));
        start(
                wanted,
                programs + ":/usr/bin:/bin",
                Map.of(
                        "COUNT", folder.resolve("count").toString(),
                        "CUT", String.valueOf(cut.program()),
                        "DONE", String.valueOf(cut.done())));
        Map<String, String> left = read(folder.resolve("live"));
        left.keySet().removeIf(name -> name.startsWith("pgsql_tmp-beside-"));
        if (left.containsKey(KNOWN_BY)) {
            assertThat(left).describedAs("what a server would take for whole").isIn(BEFORE, AFTER);
        }
    }

    private int start(String wanted, String path, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                "sh",
                "-c",
                Exchange.EXCHANGE_CONTENT,
                "berth",
                folder.resolve("live").toString(),
                copy().toString(),
                MARK,
                wanted);
        builder.environment().put("PATH", path);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
