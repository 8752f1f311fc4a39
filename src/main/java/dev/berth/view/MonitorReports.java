package dev.berth.view;

import dev.berth.monitor.Repair;
import dev.berth.monitor.Seen;
import dev.berth.monitor.Silences;
import dev.berth.monitor.Standing;
import dev.berth.monitor.WatchProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a watch has seen and whether it runs, as reports. */
public final class MonitorReports {
    /** What asks for somebody first. */
    private static final Comparator<Standing> GRAVEST_FIRST = Comparator.<Standing, Integer>comparing(
                    standing -> switch (standing.state()) {
                        case FIRING -> 0;
                        case PENDING -> 1;
                        case SILENCED -> 2;
                        case NODATA -> 3;
                        case RESOLVED -> 4;
                    })
            .thenComparing(Standing::severity, Comparator.reverseOrder())
            .thenComparing(Standing::rule)
            .thenComparing(Standing::target);

    /** As many of what was done are shown to people. */
    private static final int SHOWN = 10;

    private MonitorReports() {}

    /** Alerts as they were seen last. */
    public static Report alerts(String environment, Optional<Seen> seen, Instant now) {
        List<Standing> standings = gravestFirst(seen.map(Seen::standings).orElse(List.of()));
        Table table = new Table(
                Table.Column.words("STATE"),
                Table.Column.words("SEVERITY").leaves(1),
                Table.Column.words("RULE"),
                Table.Column.words("TARGET"),
                Table.Column.numbers("SINCE"),
                Table.Column.words("MESSAGE").folds());
        standings.forEach(standing -> table.row(
                new Table.Cell(Document.constant(standing.state()), role(standing)),
                Table.Cell.of(Document.constant(standing.severity())),
                Table.Cell.of(standing.rule()),
                Table.Cell.of(standing.target()),
                Table.Cell.of(Amounts.duration(Duration.between(standing.since(), now))),
                Table.Cell.of(words(standing))));
        Document document = Document.about(environment)
                .put("lookedAt", seen.map(Seen::at))
                .putRows(
                        "alerts",
                        standings.stream()
                                .map(standing -> document(Document.part(), standing))
                                .toList());
        return TextReport.table(
                document,
                table,
                seen.isEmpty()
                        ? "Nobody has watched %s yet: monitor start begins to.".formatted(environment)
                        : "%s has no alert.".formatted(environment));
    }

    /** What asks for somebody first. */
    public static List<Standing> gravestFirst(List<Standing> standings) {
        return standings.stream().sorted(GRAVEST_FIRST).toList();
    }

    /** What nobody is told of for a while. */
    public static Report silences(String environment, List<Silences.Silenced> silences, Instant now) {
        Table table = new Table(
                Table.Column.words("ID"),
                Table.Column.words("RULE"),
                Table.Column.words("TARGET"),
                Table.Column.numbers("ENDS IN"),
                Table.Column.words("BY").leaves(1),
                Table.Column.words("COMMENT").folds());
        silences.forEach(each -> table.row(
                each.id(),
                each.rule(),
                each.target(),
                Amounts.duration(Duration.between(now, each.until())),
                each.by(),
                each.comment()));
        return TextReport.table(
                Document.about(environment)
                        .putRows(
                                "silences",
                                silences.stream().map(MonitorReports::document).toList()),
                table,
                "Nothing of %s is silenced.".formatted(environment));
    }

    /** One that was begun. */
    public static Report silenced(String environment, Silences.Silenced silence) {
        return TextReport.sentence(
                Document.about(environment).put("silence", document(silence)),
                "%s of %s is silenced until %sZ. It ends before by: monitor silence --end %s"
                        .formatted(
                                silence.rule(),
                                silence.target(),
                                Document.time(silence.until()).substring(0, 19),
                                silence.id()));
    }

    private static Document document(Silences.Silenced silence) {
        return Document.part()
                .put("id", silence.id())
                .put("rule", silence.rule())
                .put("target", silence.target())
                .put("comment", silence.comment())
                .put("by", silence.by())
                .put("since", silence.since())
                .put("until", silence.until());
    }

    /** Whether it runs. */
    public static Report status(String environment, Optional<WatchProcess> process, Optional<Seen> seen, Instant now) {
        boolean looks =
                process.isPresent() && seen.filter(each -> !each.isOld(now)).isPresent();
        Document document = Document.about(environment)
                .put("running", process.isPresent())
                .put("pid", process.map(WatchProcess::pid))
                .put("since", process.map(WatchProcess::since))
                .put("lookedAt", seen.map(Seen::at))
                .putRows(
                        "actions",
                        repairs(seen).stream()
                                .map(repair -> document(Document.part(), repair))
                                .toList());
        long firing = seen.map(Seen::standings).orElse(List.of()).stream()
                .filter(standing -> standing.state() == Standing.State.FIRING)
                .count();
        String sentence = process.map(each -> "%s is watched, by process %d since %s. %s"
                        .formatted(
                                environment,
                                each.pid(),
                                Document.time(each.since()).substring(0, 19) + "Z",
                                !looks
                                        ? "It has not written down that it looked since %s: its log says why."
                                                .formatted(seen.map(last -> Document.time(last.at())
                                                                        .substring(0, 19) + "Z")
                                                        .orElse("it was started"))
                                        : firing == 0
                                                ? "No alert fires."
                                                : Wording.count(firing, "alert") + ": monitor alerts"))
                .orElse("Nobody on this machine watches %s: monitor start begins to.".formatted(environment));
        return new TextReport(document, theme -> {
            List<String> lines = new ArrayList<>();
            lines.add(theme.sign(looks ? Sign.HEALTHY : process.isPresent() ? Sign.DEGRADED : Sign.STOPPED) + " "
                    + theme.text(sentence));
            repairs(seen).reversed().stream()
                    .limit(SHOWN)
                    .forEach(repair ->
                            lines.add("  " + theme.sign(sign(repair)) + " " + theme.text(line(repair, false))));
            return lines;
        });
    }

    private static List<Repair> repairs(Optional<Seen> seen) {
        return seen.map(Seen::repairs).orElse(List.of());
    }

    /** How something that was done to a service stands. */
    public static Sign sign(Repair repair) {
        return switch (repair.outcome()) {
            case UNDERWAY -> Sign.STARTING;
            case DONE -> Sign.HEALTHY;
            case FAILED -> Sign.FAILED;
            case CUT_OFF -> Sign.DEGRADED;
        };
    }

    /** What was done to a service, or would be, in a line. */
    public static String line(Repair repair, boolean wouldBe) {
        return "%sZ  %s%s"
                .formatted(Document.time(repair.time()).substring(0, 19), wouldBe ? "would " : "", words(repair));
    }

    /** The same without its moment. */
    public static String words(Repair repair) {
        return "%s %s: %s%s"
                .formatted(
                        repair.action().equals("command") ? "run the command for" : repair.action(),
                        repair.service(),
                        repair.reason(),
                        repair.outcome() == Repair.Outcome.UNDERWAY ? "" : " (" + repair.detail() + ")");
    }

    /** What was done to a service, as a document of its own. */
    public static Document document(String environment, Repair repair) {
        return document(Document.about(environment), repair);
    }

    private static Document document(Document document, Repair repair) {
        return document.put("time", repair.time())
                .put("service", repair.service())
                .put("action", repair.action())
                .put("reason", repair.reason())
                .put("outcome", repair.outcome())
                .put("detail", repair.detail());
    }

    /** One alert that has become what it was not before, as a document of its own. */
    public static Document document(String environment, Standing standing, Instant at) {
        return document(Document.about(environment).put("time", at), standing);
    }

    /** The same in a line. */
    public static String line(Standing standing, Instant at) {
        return "%sZ  %s  %s of %s: %s"
                .formatted(
                        Document.time(at).substring(0, 19),
                        Document.constant(standing.state()),
                        standing.rule(),
                        standing.target(),
                        words(standing));
    }

    private static Document document(Document document, Standing standing) {
        return document.put("rule", standing.rule())
                .put("target", standing.target())
                .put("severity", standing.severity())
                .put("state", standing.state())
                .put("since", standing.since())
                .put("value", number(standing.value()))
                .put("message", standing.message())
                .put("explainedBy", standing.explainedBy());
    }

    private static Optional<Double> number(OptionalDouble value) {
        return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
    }

    /** Of what kind an alert is, in one word. */
    public static String state(Standing standing) {
        return Document.constant(standing.state());
    }

    /** What is wrong, and why nobody is told of it where that is so. */
    public static String words(Standing standing) {
        return standing.message()
                + standing.explainedBy()
                        .map(cause -> " (because of %s)".formatted(cause))
                        .orElse("")
                + standing.silence()
                        .map(hush -> " (silenced by %s: %s)".formatted(hush.by(), hush.comment()))
                        .orElse("");
    }

    /** How it is to look. */
    public static Role role(Standing standing) {
        return switch (standing.state()) {
            case FIRING ->
                switch (standing.severity()) {
                    case CRITICAL -> Role.BAD;
                    case WARNING -> Role.WARNING;
                    case INFO -> Role.PLAIN;
                };
            case PENDING -> Role.WAITING;
            case RESOLVED -> Role.GOOD;
            case SILENCED, NODATA -> Role.MUTED;
        };
    }
}
