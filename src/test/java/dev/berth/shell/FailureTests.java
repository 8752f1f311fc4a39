package dev.berth.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import org.junit.jupiter.api.Test;
import org.springframework.shell.core.command.CommandExecutionException;

class FailureTests {
    @Test
    void interruptedWhenItIsKnownWhereSaysThatAndGivesNoAdviceOfAnotherCommand() {
        Failure failure = Failure.interrupted(
                new CommandExecutionException(
                        "secrets set",
                        new BerthException(
                                ErrorCode.INTERRUPTED, "interrupted at a question: nothing was changed", null)),
                false);

        assertThat(failure.message()).isEqualTo("interrupted at a question: nothing was changed");
        assertThat(failure.hint()).isEmpty();
        assertThat(failure.exitCode()).isEqualTo(130);
    }

    @Test
    void interruptedWhenTheCommandOnlyLookedSpeaksOfNoSwitch() {
        assertThat(Failure.interrupted(new InterruptedException(), true).hint()).contains("Nothing was changed.");
        assertThat(Failure.interrupted(new InterruptedException(), false).hint().orElseThrow())
                .contains("the next env switch");
    }
}
