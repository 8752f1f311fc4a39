package dev.berth.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NextStepsTests {
    private static final Set<String> ABOUT_ALL = Set.of(
            "env list",
            "env current",
            "env diff",
            "env validate",
            "secrets server",
            "secrets server start",
            "secrets server stop",
            "secrets server status");

    private final Catalogue catalogue = new Catalogue(ShellProgram.nouns());
    private final NextSteps nextSteps = new NextSteps(catalogue);

    @Test
    void inNamesTheEnvironmentInWhateverActsOnOne() {
        List<Verb> acting = catalogue.all().stream()
                .filter(verb -> verb.getName().contains(" ") && !ABOUT_ALL.contains(verb.getName()))
                .filter(verb -> verb.parameters().stream()
                        .noneMatch(parameter ->
                                parameter.namesOneEnvironment() && parameter.arity() == Parameter.Arity.ONE))
                .toList();

        assertThat(acting)
                .hasSizeGreaterThan(50)
                .allSatisfy(verb -> assertThat(nextSteps.in("Next: " + verb.getName(), "prod"))
                        .isEqualTo("Next: " + verb.getName() + " --env prod"));
    }

    @Test
    void inLeavesWhatNamesAnEnvironmentOrIsAboutNone() {
        for (String text : List.of(
                "Next: stack stop --env prod",
                "Next: env switch prod     or: env switch prod --undo",
                "what was begun is gone on with by the next env switch",
                "env plan prod says what differs.",
                "backup restore 20261123T020000Z --env prod, then env switch prod --undo",
                "doctor checks everything; secrets server start; env list",
                "see compose/backup list.txt and my-stack up")) {
            assertThat(nextSteps.in(text, "prod")).isEqualTo(text);
        }
    }

    @Test
    void inWhenThereAreSeveralNamesItInEach() {
        assertThat(nextSteps.in(
                        "Next: secrets rotate postgres.app     (or: secrets check, to see every difference)\nStart it: berth stack start postgres",
                        "prod"))
                .isEqualTo(
                        "Next: secrets rotate --env prod postgres.app     (or: secrets check --env prod, to see every difference)\nStart it: berth stack start --env prod postgres");
        assertThat(nextSteps.in("secrets key export prints it; env export shows it", "prod"))
                .isEqualTo("secrets key export --env prod prints it; env export --env prod shows it");
    }
}
