package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                "shell/DoctorCommand",
                "shell/EnvironmentCommands",
                "shell/EnvironmentViews",
                "shell/EventPrinting",
                "shell/Failure",
                "shell/LimitsCommand",
                "shell/LogPrinting",
                "shell/ScriptReport",
                "shell/SecretImportCommand",
                "shell/SecretServerCommands",
                "shell/StatusWait",
                "shell/Version",
                "view/LogReport",
                "view/PlanReport",
                "view/StatusReport"
            })
    void memberThatIsWrittenIsNamed(String type) throws IOException {
        String source = Files.readString(Path.of("src/main/java/dev/berth", type + ".java"));

        assertThat(MEMBER.matcher(source).results().map(found -> found.group(1)))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(page()).containsPattern("`" + name + "(\\[\\])?`"));
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("docs/json.md"));
    }
}
