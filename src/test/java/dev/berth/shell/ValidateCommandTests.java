package dev.berth.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.workspace.DefinitionException;
import dev.berth.workspace.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ValidateCommandTests {
    private static final Problem SHARED =
            new Problem(Path.of("environments/base.yaml"), 2, 1, "compse", "unknown key", Optional.empty());
    private static final Problem OWN =
            new Problem(Path.of("environments/late.yaml"), 0, 0, "", "is empty", Optional.empty());

    @Test
    void ofWhenOneEnvironmentIsWrongStillWarnsOfTheOthers() {
        Map<String, List<Problem>> problems =
                Map.of("dev", List.of(SHARED), "prod", List.of(), "stage", List.of(SHARED), "test", List.of());

        assertThat(ValidateCommand.Findings.of(
                        List.of("dev", "prod", "stage", "test"),
                        name -> problems.getOrDefault(name, List.of()),
                        name -> List.of("has a secret variable")))
                .isEqualTo(new ValidateCommand.Findings(
                        List.of(SHARED), List.of("prod: has a secret variable", "test: has a secret variable")));
    }

    @Test
    void ofWhenAnEnvironmentCannotBeReadGoesOnWithTheNext() {
        assertThat(ValidateCommand.Findings.of(
                        List.of("late", "prod"),
                        name -> {
                            if (name.equals("late")) {
                                throw new DefinitionException(List.of(OWN));
                            }
                            return List.of();
                        },
                        name -> List.of("w")))
                .isEqualTo(new ValidateCommand.Findings(List.of(OWN), List.of("prod: w")));
    }
}
