package dev.berth.environment;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Follows the current run step by step on the engine's side, so that whoever comes next knows where it stopped. */
public final class Journal {
    private static final String DOCUMENT = "journal";

    /** Apart from the others, so that what is done between a switch that stopped half-way and the next does not hide it. */
    private static final String SWITCH = "switch";

    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final EngineState state;
    private final Clock clock;

    public Journal(EngineState state, Clock clock) {
        this.state = state;
        this.clock = clock;
    }

    /** The last run that was begun, finished or not. Reads only. */
    public Optional<Run> last() {
        return Stream.concat(read(SWITCH).stream(), read(DOCUMENT).stream()).max(Comparator.comparing(Run::startedAt));
    }

    /**
     * The run that was begun and never came to an end, or failed half-way; a switch before all others, which a later switch
     * puts right. Reads only.
     */
    public Optional<Run> unfinished() {
        return unfinishedSwitch().or(this::unfinishedOther);
    }

    /** The switch that the next one goes on with. Reads only. */
    public Optional<Run> unfinishedSwitch() {
        return read(SWITCH).filter(Journal::isUnfinished);
    }

    private Optional<Run> unfinishedOther() {
        return read(DOCUMENT).filter(run -> isUnfinished(run) && !isPutRight(run, read(SWITCH)));
    }

    /** What is left half-way, in words: what it was, and who goes on with it. Reads only. */
    public Optional<String> leftHalfWay() {
        return unfinishedSwitch()
                .map(run -> standing(run) + "; the next switch goes on from there")
                // One that failed has said so, and what to do about it.
                .or(() -> unfinishedOther()
                        .filter(run -> run.outcome() != Run.Outcome.FAILED)
                        .map(run -> standing(run) + "; run it again where it is still wanted"));
    }

    private static String standing(Run run) {
        return "%s by %s, begun %s, %s%s"
                .formatted(
                        run.command(),
                        run.by(),
                        run.startedAt().truncatedTo(ChronoUnit.SECONDS),
                        switch (run.outcome()) {
                            case INTERRUPTED -> "was interrupted";
                            case FAILED -> "failed";
                            case OPEN, SUCCEEDED, ROLLED_BACK -> "stopped";
                        },
                        run.unfinishedStep()
                                .map(step -> " in step " + step.name())
                                .orElse(""));
    }

    private static boolean isPutRight(Run run, Optional<Run> later) {
        return later.filter(change -> change.startedAt().isAfter(run.startedAt()))
                .isPresent();
    }

    private static boolean isUnfinished(Run run) {
        return switch (run.outcome()) {
            case OPEN, FAILED, INTERRUPTED -> true;
            case SUCCEEDED, ROLLED_BACK -> false;
        };
    }

    private Optional<Run> read(String document) {
        return state.read(document).map(RunDocument::parse);
    }

    /** Every finished run, oldest first. Reads only. */
    public List<Run> history() {
        return state.history().values().stream().map(RunDocument::parse).toList();
    }

    /** Begins a run. */
    public Entry begin(String environment, String command, Operator operator, String workspace) {
        return begin(DOCUMENT, environment, command, operator, workspace);
    }

    /** Begins a run that the next of its kind goes on with where it does not come to its end. */
    public Entry beginSwitch(String environment, String command, Operator operator, String workspace) {
        return begin(SWITCH, environment, command, operator, workspace);
    }

    /**
     * Puts into the history what was done in one piece, beside the run that is followed: what that one has left half-way stays
     * to be seen.
     */
    public void record(
            String environment,
            String command,
            Operator operator,
            String workspace,
            Instant startedAt,
            Run.Outcome outcome,
            String message) {
        Run run = new Run(
                freeId(startedAt),
                environment,
                command,
                operator.user() + "@" + operator.host(),
                workspace,
                startedAt,
                Optional.of(clock.instant()),
                outcome,
                List.of(),
                Optional.of(message));
        state.addToHistory(run.id(), RunDocument.write(run));
    }

    private String freeId(Instant at) {
        String stem = ID.format(at);
        String id = stem;
        for (int count = 2; state.isInHistory(id); count++) {
            id = stem + "-" + count;
        }
        return id;
    }

    private Entry begin(String document, String environment, String command, Operator operator, String workspace) {
        Instant now = clock.instant();
        Entry entry = new Entry(
                document,
                new Run(
                        freeId(now),
                        environment,
                        command,
                        operator.user() + "@" + operator.host(),
                        workspace,
                        now,
                        Optional.empty(),
                        Run.Outcome.OPEN,
                        List.of(),
                        Optional.empty()));
        entry.save();
        return entry;
    }

    /** The run being written. */
    public final class Entry {
        private final String document;
        private Run run;

        private Entry(String document, Run run) {
            this.document = document;
            this.run = run;
        }

        public Run run() {
            return run;
        }

        public void begin(String step) {
            List<Run.Step> steps = new ArrayList<>(run.steps());
            steps.add(new Run.Step(step, clock.instant(), Optional.empty(), ""));
            run = with(steps, Optional.empty(), Run.Outcome.OPEN, Optional.empty());
            save();
        }

        public void finish(String detail) {
            List<Run.Step> steps = new ArrayList<>(run.steps());
            Run.Step step = steps.removeLast();
            steps.add(new Run.Step(step.name(), step.startedAt(), Optional.of(clock.instant()), detail));
            run = with(steps, Optional.empty(), Run.Outcome.OPEN, Optional.empty());
            save();
        }

        /** Ends the run and puts it into the history. */
        public void end(Run.Outcome outcome, String message) {
            run = with(run.steps(), Optional.of(clock.instant()), outcome, Optional.of(message));
            state.addToHistory(run.id(), RunDocument.write(run));
            save();
        }

        private Run with(
                List<Run.Step> steps, Optional<Instant> finishedAt, Run.Outcome outcome, Optional<String> message) {
            return new Run(
                    run.id(),
                    run.environment(),
                    run.command(),
                    run.by(),
                    run.workspace(),
                    run.startedAt(),
                    finishedAt,
                    outcome,
                    List.copyOf(steps),
                    message);
        }

        private void save() {
            state.write(document, RunDocument.write(run));
        }
    }
}
