package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.failure.ErrorCode;
import dev.berth.health.HttpHealth;
import dev.berth.health.PgBouncerHealth;
import dev.berth.health.PostgresHealth;
import dev.berth.health.RedisHealth;
import dev.berth.health.StoreHealth;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/json.md is what scripts are written against: it names what is there. */
class JsonDocumentationTests {
    private static final Pattern MEMBER = Pattern.compile("\\.put(?:Rows)?\\(\\s*\"(\\w+)\"");

    @ParameterizedTest
    @EnumSource
    void errorCodeStandsWithItsExitCode(ErrorCode code) throws IOException {
        assertThat(page())
                .contains("| `%s` | %d |".formatted(code, code.exitCode().status()));
    }

    @ParameterizedTest
    @MethodSource("writers")
    void memberThatIsWrittenIsNamed(Path source) throws IOException {
        assertThat(MEMBER.matcher(Files.readString(source)).results().map(found -> found.group(1)))
                .allSatisfy(name -> assertThat(page()).containsPattern("`" + name + "(\\[\\])?`"));
    }

    /** Every source that writes a document's members. */
    static List<Path> writers() throws IOException {
        List<Path> writers = new ArrayList<>();
        for (String room : List.of("shell", "view")) {
            try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/berth", room))) {
                for (Path file : files.sorted().toList()) {
                    if (MEMBER.matcher(Files.readString(file)).find()) {
                        writers.add(file);
                    }
                }
            }
        }
        return writers;
    }

    /** Those are written member by member, whatever their records have. */
    @ParameterizedTest
    @ValueSource(
            classes = {
                PostgresHealth.class,
                PgBouncerHealth.class,
                RedisHealth.class,
                HttpHealth.class,
                StoreHealth.NoData.class
            })
    void memberOfAStoreIsNamed(Class<?> store) throws IOException {
        assertThat(members(store))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(page()).containsPattern("`" + name + "(\\[\\])?`"));
    }

    private static Set<String> members(Class<?> type) {
        Set<String> names = new TreeSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            names.add(component.getName());
        }
        for (Class<?> part : type.getDeclaredClasses()) {
            if (part.isRecord()) {
                names.addAll(members(part));
            }
        }
        return names;
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("docs/json.md"));
    }
}
