package dev.berth.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComposeProjectTests {
    private final ComposeProject project = new ComposeProject(
                    Optional.of("acme"),
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    new EngineAddress("unix:///var/run/docker.sock", Optional.empty(), Optional.empty()))
            .with(Map.of("TOKEN", "canary-1", "ANOTHER", "canary-2"));

    @Test
    void withNamesWhenComposePrintedPlaceholdersNamesTheVariables() {
        Map<String, String> placeholders = project.withPlaceholders().confidential();

        String printed =
                "{\"a\":\"Bearer %s\",\"b\":\"%s\"}".formatted(placeholders.get("TOKEN"), placeholders.get("ANOTHER"));

        assertThat(printed).doesNotContain("canary");
        assertThat(project.withNames(printed)).isEqualTo("{\"a\":\"Bearer ${TOKEN}\",\"b\":\"${ANOTHER}\"}");
    }

    @Test
    void valuesWhenShownAreNot() {
        assertThat(project.toString()).contains("TOKEN").doesNotContain("canary");
        assertThat(project.masked("invalid port canary-1")).isEqualTo("invalid port ••••");
        assertThat(ComposeCommand.of(project, "up").words(List.of("docker", "compose")))
                .noneMatch(word -> word.contains("canary"));
        assertThat(ComposeCommand.of(project, "up").variables()).containsEntry("TOKEN", "canary-1");
    }
}
