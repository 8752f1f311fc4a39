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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
    @ValueSource(
            strings = {
                "shell/DatabaseCommands",
                "shell/DoctorCommand",
                "shell/DriftCommand",
                "shell/EnvironmentCommands",
                "shell/EnvironmentViews",
                "shell/EventPrinting",
                "shell/Failure",
                "shell/LimitsCommand",
                "shell/LogPrinting",
                "shell/ScriptReport",
                "shell/SecretImportCommand",
                "shell/SecretKeyCommands",
                "shell/SecretServerCommands",
                "shell/SecretsCommands",
                "shell/StackCommands",
                "shell/StatusWait",
                "shell/StoreCommands",
                "shell/Version",
                "view/LogReport",
                "view/PlanReport",
                "view/StatusReport",
                "view/StoreReport"
            })
    void memberThatIsWrittenIsNamed(String type) throws IOException {
        String source = Files.readString(Path.of("src/main/java/dev/berth", type + ".java"));

        assertThat(MEMBER.matcher(source).results().map(found -> found.group(1)))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(page()).containsPattern("`" + name + "(\\[\\])?`"));
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
