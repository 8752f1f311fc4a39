package dev.berth.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ShellTests {
    private final TestShell shell = new TestShell();

    @Test
    void runWhenOptionsStandAnywhereReadsThem() {
        assertThat(shell.run("--env", "prod", "stack", "logs", "-an5", "--file=a", "note", "-f", "b"))
                .isZero();
        assertThat(shell.calls).containsExactly("Optional[note] Optional[5] [a, b] true");
    }

    @Test
    void runWhenCommandIsVerbatimLeavesItsOptionsAlone() {
        shell.run("stack", "exec", "-a", "rest", "ls", "--all", "-la", "--help");
        assertThat(shell.calls).containsExactly("rest [ls, --all, -la, --help] true");
    }

    @Test
    void runWhenTwoHyphensEndOptionsTakesTheRestAsWords() {
        shell.run("stack", "logs", "--", "--tail");
        assertThat(shell.calls).containsExactly("Optional[--tail] Optional.empty [] false");
    }

    @Test
    void runWhenEnvironmentIsInVariablesUsesItUnlessNamed() {
        shell.run(Map.of("BERTH_ENV", "staging"), "env", "list");
        shell.run(Map.of("BERTH_ENV", "staging"), "env", "list", "--env", "prod");
        assertThat(shell.calls).containsExactly("staging", "prod");
    }

    @Test
    void runWhenDurationIsGivenReadsItsUnit() {
        shell.run("env", "switch", "dev", "--wait-timeout", "5m");
        assertThat(shell.calls).containsExactly("dev false Optional[PT5M]");
    }

    @Test
    void runWhenVerbIsMisspelledSuggestsTheNearest() {
        assertThat(shell.run("stack", "stauts")).isEqualTo(2);
        assertThat(shell.said()).isEqualTo("berth: no such command: stack stauts\n  did you mean: stack status\n");
        assertThat(shell.printed()).isEmpty();
    }

    @Test
    void runWhenOptionIsMisspelledSuggestsTheNearest() {
        assertThat(shell.run("stack", "logs", "--tial", "5")).isEqualTo(2);
        assertThat(shell.said()).isEqualTo("berth: stack logs has no option --tial\n  did you mean: --tail\n");
    }

    @Test
    void runWhenValueIsOfTheWrongTypeSaysWhich() {
        assertThat(shell.run("stack", "logs", "--tail", "many")).isEqualTo(2);
        assertThat(shell.said()).isEqualTo("berth: --tail cannot be \"many\"\n  --tail LINES: how many\n");
        assertThat(shell.calls).isEmpty();
    }

    @Test
    void runWhenChoiceIsUnknownNamesTheChoices() {
        assertThat(shell.run("env", "list", "--format", "xml")).isEqualTo(2);
        assertThat(shell.said()).contains("It is one of: table, json, ndjson");
    }

    @Test
    void runWhenArgumentIsMissingShowsUsage() {
        assertThat(shell.run("env", "switch")).isEqualTo(2);
        assertThat(shell.said())
                .isEqualTo("berth: env switch needs NAME: an environment\n  usage: env switch [OPTIONS] NAME\n");
    }

    @Test
    void runWhenThereAreTooManyArgumentsNamesTheFirst() {
        assertThat(shell.run("env", "switch", "dev", "prod")).isEqualTo(2);
        assertThat(shell.said()).startsWith("berth: env switch takes no further word: prod\n");
    }

    @Test
    void runWhenNounStandsAloneNamesItsVerbs() {
        assertThat(shell.run("env")).isEqualTo(2);
        assertThat(shell.said()).isEqualTo("berth: env needs a verb\n  env has: switch · list\n");
    }

    @Test
    void runWhenModeIsReadOnlyRefusesWrites() {
        assertThat(shell.run(Map.of("BERTH_READ_ONLY", "1"), "env", "switch", "dev"))
                .isEqualTo(5);
        assertThat(shell.run("env", "list", "--read-only")).isZero();
        assertThat(shell.calls).containsExactly("none");
    }

    @Test
    void runWhenReportHasVerdictAnswersItsStatus() {
        assertThat(shell.run("stack", "status")).isEqualTo(3);
        assertThat(shell.said()).isEmpty();
    }

    @Test
    void runWhenExceptionIsUnexpectedSaysSoWithoutTrace() {
        assertThat(shell.run("stack", "fail")).isEqualTo(1);
        assertThat(shell.said()).isEqualTo("""
                        berth: unexpected IllegalStateException: boom
                          This is a fault of Berth; --debug shows where.
                        """);
    }

    @Test
    void runWhenDebuggingAddsTheTrace() {
        shell.run("stack", "fail", "--debug");
        assertThat(shell.said()).contains("at dev.berth.shell.TestShell");
    }

    @Test
    void runWhenFormatIsJsonAndVerbFailsPrintsOneObjectOnError() {
        assertThat(shell.run("stack", "fail", "--format", "json")).isEqualTo(1);
        assertThat(shell.printed()).isEmpty();
        assertThat(shell.said())
                .startsWith("{\"schemaVersion\":1,\"error\":{\"code\":\"FAILED\",")
                .endsWith("\"exitCode\":1}}\n")
                .hasLineCount(1);
    }

    @Test
    void runWhenTheFormatIsGivenTwiceOrInCapitalsFailsInTheOneThatCounts() {
        shell.run("--format", "table", "stack", "fail", "--format", "JSON");
        assertThat(shell.said()).startsWith("{").hasLineCount(1);
    }

    @Test
    void runWhenFormatIsJsonAndLineIsWrongPrintsOneObjectOnError() {
        assertThat(shell.run("stack", "stauts", "--format=json")).isEqualTo(2);
        assertThat(shell.said()).startsWith("{\"schemaVersion\":1,\"error\":{\"code\":\"USAGE\"");
    }

    @Test
    void runWhenHelpIsAskedShowsItOnOutput() {
        assertThat(shell.run("env", "switch", "--help")).isZero();
        assertThat(shell.run("env", "-h")).isZero();
        assertThat(shell.run("--help")).isZero();
        assertThat(shell.printed())
                .contains("usage: berth env switch [OPTIONS] NAME")
                .contains("--wait-timeout TIME")
                .contains("berth env switch prod   # go")
                .contains("usage: berth env VERB")
                .contains("switch · list");
        assertThat(shell.said()).isEmpty();
        assertThat(shell.calls).isEmpty();
    }
}
