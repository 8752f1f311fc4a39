package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages name tests that are there. */
class FaultDocumentationTests {
    private static final Pattern TEST = Pattern.compile("(?:`|-Dit\\.test=)(\\w+(?:IT|Tests))(?:\\.(\\w+))?");

    static Stream<String> tests() throws IOException {
        List<String> named = new ArrayList<>();
        for (String page : List.of("docs/faults.md", "CONTRIBUTING.md")) {
            TEST.matcher(Files.readString(Path.of(page))).results().forEach(result -> named.add(result.group()));
        }
        return named.stream().distinct();
    }

    @ParameterizedTest
    @MethodSource("tests")
    void testThatIsNamedIsThere(String named) throws IOException {
        Matcher name = TEST.matcher(named);
        assertThat(name.matches()).isTrue();
        String file = name.group(1) + ".java";
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            Path source = files.filter(path -> path.endsWith(file)).findFirst().orElseThrow();

            assertThat(source)
                    .content()
                    .contains(name.group(2) == null ? "class " + name.group(1) : "void " + name.group(2) + "(");
        }
    }
}
