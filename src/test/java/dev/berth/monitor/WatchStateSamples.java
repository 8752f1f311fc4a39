package dev.berth.monitor;

import static dev.berth.monitor.AlertSamples.BEGIN;

import dev.berth.notification.News;
import dev.berth.workspace.Definition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** A watch's memory in which everything is in use that can be. */
final class WatchStateSamples {
    private WatchStateSamples() {}

    static WatchState full() {
        News firing = new News(
                "id-1", "memory", "rest", Definition.Severity.WARNING, "rest is full", BEGIN, Optional.empty());
        return new WatchState(
                new AlertBook(
                        Optional.of(BEGIN.plusNanos(123_456_789)),
                        List.of(
                                alert("a", new Phase.Pending(BEGIN), false),
                                alert("b", new Phase.Firing(BEGIN, Optional.empty()), true),
                                alert("c", new Phase.Firing(BEGIN, Optional.of(BEGIN.plusSeconds(9))), true),
                                alert("d", new Phase.NoData(BEGIN, "it \"hangs\"\n"), true),
                                alert("e", new Phase.Resolved(BEGIN), true)
                                        .because(Optional.of(new Alert.Key("service-down", "postgres"))))),
                List.of(
                        Desk.of("chat"),
                        new Desk(
                                "ops",
                                7,
                                List.of(firing),
                                List.of(firing.resolved(BEGIN.plusSeconds(3)), firing),
                                Optional.of(BEGIN.plusSeconds(30)),
                                Optional.of(BEGIN.minusSeconds(1)),
                                Optional.of(new Message(
                                        "m-1",
                                        BEGIN,
                                        List.of(firing),
                                        List.of(firing, firing),
                                        3,
                                        BEGIN.plusSeconds(80))))),
                new Recoveries(
                        new TreeMap<>(Map.of(
                                "mailer", new Circuit(List.of(BEGIN, BEGIN.plusSeconds(10)), false, Optional.of(BEGIN)),
                                "rest", new Circuit(List.of(BEGIN), true, Optional.empty()))),
                        List.of(repair("mailer", Repair.Outcome.DONE), repair("rest", Repair.Outcome.UNDERWAY))));
    }

    private static Repair repair(String service, Repair.Outcome outcome) {
        return new Repair(BEGIN, service, "restart", "its health check fails", outcome, "");
    }

    private static Alert alert(String target, Phase phase, boolean fired) {
        return new Alert(
                new Alert.Key("memory", target),
                Definition.Severity.CRITICAL,
                phase,
                fired ? OptionalDouble.of(0.97) : OptionalDouble.empty(),
                target + " is full",
                fired ? Optional.of(new Incident("id-" + target, BEGIN)) : Optional.empty(),
                Optional.empty());
    }
}
