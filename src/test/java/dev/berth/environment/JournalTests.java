package dev.berth.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.FakeEngine;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class JournalTests {
    private static final Operator OPERATOR = new Operator("ops", "db1", "", "", "", 1, "");

    private final FakeEngine engine = new FakeEngine(EngineState.HELPER_IMAGE);
    private final EngineState state = new EngineState(engine, "shop-dev");
    private final Journal journal =
            new Journal(state, Clock.fixed(Instant.parse("2026-11-23T10:00:00.123456789Z"), ZoneOffset.UTC));

    @Test
    void unfinishedWhenARunDiedInAStepTellsWhichOne() {
        Journal.Entry entry = journal.begin("dev", "env switch dev", Operator.current(), "/srv/shop");
        entry.begin("secrets");
        entry.finish("unchanged");
        entry.begin("stores");

        assertThat(journal.unfinished().orElseThrow().steps())
                .extracting(Run.Step::name, step -> step.finishedAt().isPresent())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("secrets", true),
                        org.assertj.core.groups.Tuple.tuple("stores", false));
    }

    @Test
    void beginWhenARunOfTheSameSecondEndedTakesAnotherId() {
        journal.begin("dev", "env switch dev", Operator.current(), "/srv/shop")
                .end(Run.Outcome.SUCCEEDED, "as defined");
        journal.begin("dev", "env switch dev", Operator.current(), "/srv/shop")
                .end(Run.Outcome.SUCCEEDED, "as defined");

        assertThat(journal.history()).extracting(Run::id).containsExactly("20261123T100000Z", "20261123T100000Z-2");
        assertThat(journal.unfinished()).isEmpty();
    }

    @Test
    void unfinishedWhenOtherRunsFollowedASwitchThatStoppedIsTheSwitch() {
        journal.beginSwitch("dev", "env switch dev", Operator.current(), "/srv/shop")
                .begin("stores");
        journal.begin("dev", "stack restart", Operator.current(), "/srv/shop").end(Run.Outcome.SUCCEEDED, "restarted");

        assertThat(journal.unfinished().orElseThrow().command()).isEqualTo("env switch dev");

        journal.beginSwitch("dev", "env switch dev", Operator.current(), "/srv/shop")
                .end(Run.Outcome.SUCCEEDED, "as defined");

        assertThat(journal.unfinished()).isEmpty();
    }

    @Test
    void unfinishedWhenASwitchFollowedARunThatFailedIsPutRight() {
        journal.begin("dev", "stack restart", Operator.current(), "/srv/shop").end(Run.Outcome.FAILED, "interrupted");
        assertThat(journal.unfinished()).isPresent();

        Journal later = new Journal(state, Clock.fixed(Instant.parse("2026-11-23T10:05:00Z"), ZoneOffset.UTC));
        later.beginSwitch("dev", "env switch dev", Operator.current(), "/srv/shop")
                .end(Run.Outcome.SUCCEEDED, "as defined");

        assertThat(later.unfinished()).isEmpty();
    }

    @Test
    void leftHalfWayPromisesGoingOnWithASwitchAlone() {
        journal.begin("dev", "backup create", OPERATOR, "/srv/shop").begin("verify");
        assertThat(journal.leftHalfWay())
                .hasValue(
                        "backup create by ops@db1, begun 2026-11-23T10:00:00Z, stopped in step verify; run it again where it is still wanted");

        Journal.Entry entry = journal.beginSwitch("dev", "env switch dev", OPERATOR, "/srv/shop");
        entry.begin("stores");
        entry.end(Run.Outcome.INTERRUPTED, "interrupted in step stores");
        assertThat(journal.leftHalfWay())
                .hasValue(
                        "env switch dev by ops@db1, begun 2026-11-23T10:00:00Z, was interrupted in step stores; the next switch goes on from there");
        assertThat(journal.unfinishedSwitch()).isPresent();
    }

    @Test
    void beginWhenTheHistoryIsLongAsksNoMoreThanAtFirst() {
        int first = callsOfARun();
        for (int run = 0; run < 5; run++) {
            state.addToHistory("2026112%dT090000Z".formatted(run), "{}");
        }

        assertThat(callsOfARun()).isLessThanOrEqualTo(first);
    }

    private int callsOfARun() {
        int before = engine.calls();
        journal.begin("dev", "env switch dev", Operator.current(), "/srv/shop")
                .end(Run.Outcome.SUCCEEDED, "as defined");
        return engine.calls() - before;
    }
}
