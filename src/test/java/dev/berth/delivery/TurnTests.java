package dev.berth.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.workspace.SecretTemplates;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TurnTests {
    private static final String NAME = "postgres.app";

    @Test
    void nextWhenNothingWasDeliveredIsTheFirst() {
        assertThat(next(Map.of(), 3)).containsExactly(Map.entry(NAME, new Turn("app_a", 3, true)));
    }

    @Test
    void nextWhenTheValueIsTheSameStays() {
        Map<String, Turn> before = Map.of(NAME, new Turn("app_b", 3, false));

        assertThat(next(before, 3)).isEqualTo(before);
    }

    @Test
    void nextWhenTheValueIsNewPassesTheTurnOn() {
        Map<String, Turn> second = next(Map.of(NAME, new Turn("app_a", 3, true)), 4);
        assertThat(second).containsExactly(Map.entry(NAME, new Turn("app_b", 4, false)));

        // However many values nobody was told of lie between them, and in whatever way the store counts.
        assertThat(next(second, 6)).containsExactly(Map.entry(NAME, new Turn("app_a", 6, false)));
        assertThat(next(second, -77)).containsExactly(Map.entry(NAME, new Turn("app_a", -77, false)));
    }

    @Test
    void nextWhenTheTurnBeforeIsNotTakenYetLeavesTheLoginAloneThatIsWorkedWith() {
        Map<String, Turn> second = Map.of(NAME, new Turn("app_b", 4, false));

        assertThat(next(second, 5, false)).containsExactly(Map.entry(NAME, new Turn("app_b", 5, false)));
        assertThat(next(Map.of(NAME, new Turn("old_b", 4, false)), 5, false))
                .containsExactly(Map.entry(NAME, new Turn("app_a", 5, false)));
    }

    @Test
    void nextWhenLoginsWereRenamedIsTheFirst() {
        assertThat(next(Map.of(NAME, new Turn("old_a", 3, true)), 4))
                .containsExactly(Map.entry(NAME, new Turn("app_a", 4, false)));
    }

    @Test
    void nextWhenASecretHasOneLoginKnowsNoTurn() {
        assertThat(Turn.next(Map.of(NAME, declaration(Optional.empty())), Map.of(), (name, turn) -> true, name -> 1))
                .isEmpty();
    }

    private static Map<String, Turn> next(Map<String, Turn> before, int version) {
        return next(before, version, true);
    }

    private static Map<String, Turn> next(Map<String, Turn> before, int version, boolean isTaken) {
        return Turn.next(
                Map.of(NAME, declaration(Optional.of(new SecretTemplates.Logins("app_a", "app_b")))),
                before,
                (name, turn) -> isTaken,
                name -> version);
    }

    private static SecretTemplates.Declaration declaration(Optional<SecretTemplates.Logins> logins) {
        return new SecretTemplates.Declaration(
                NAME, Optional.empty(), List.of(), Optional.empty(), logins, Duration.ZERO);
    }
}
