package dev.berth.deployment;

import dev.berth.docker.Compose;
import dev.berth.environment.Environment;
import dev.berth.environment.Run;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.migration.MigrationException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Decides, when a run fails, whether what ran before can be put back, and does it. */
final class FailedRun {
    /** Steps that touch no container: when one of them fails, everything still runs as before. */
    private static final Set<String> BEFORE_CONTAINERS = Set.of("preflight", "secrets", "images", "full backup");

    private final RunContext context;
    private final SecretWork secrets;
    private final Supplier<Compose> compose;
    private final HealthGate gate;
    private final StoreUpgrade upgrade;
    private final boolean goesOn;
    private final RanBefore ranBefore;

    /**
     * The end of one run.
     *
     * @param ranBefore what somebody else had started before Berth's first run
     * @param goesOn whether it goes on with a run that did not come to its end: what that one did is not undone by this one
     */
    FailedRun(
            RunContext context,
            SecretWork secrets,
            Supplier<Compose> compose,
            HealthGate gate,
            StoreUpgrade upgrade,
            RanBefore ranBefore,
            boolean goesOn) {
        this.context = context;
        this.secrets = secrets;
        this.compose = compose;
        this.gate = gate;
        this.upgrade = upgrade;
        this.ranBefore = ranBefore;
        this.goesOn = goesOn;
    }

    /**
     * Puts back what can be put back.
     *
     * @param migrated whether migrations were applied, in this run or in those that it goes on with
     * @return the failure to throw: what failed, what was done about it, what to do next
     */
    BerthException handle(Environment environment, boolean migrated, BerthException failure) {
        // An interrupt has done its work by ending the run; what follows must not be cut short by it.
        boolean interrupted = Thread.interrupted() || failure.code() == ErrorCode.INTERRUPTED;
        String step =
                context.journal().run().unfinishedStep().map(Run.Step::name).orElse("start");
        if (!KeptSecrets.isAway(failure)) {
            secrets.learn(environment);
        }
        String words = secrets.redact(failure.getMessage());
        List<String> details = failure instanceof UnhealthyException unhealthy
                ? unhealthy.details().stream().map(secrets::redact).toList()
                : List.of();
        context.progress().failed(step, words, details);
        String command = context.journal().run().command();
        if (interrupted) {
            if (BEFORE_CONTAINERS.contains(step) && !goesOn) {
                forgetRendered(environment, failure);
            }
            context.journal().end(Run.Outcome.INTERRUPTED, "interrupted in step " + step);
            return interrupted(environment, migrated, step, failure);
        }
        String outcome = settleIfPossible(environment, migrated, step, failure, words);
        return new BerthException(
                failure.code(),
                "%s failed in step %s: %s".formatted(command, step, words),
                Optional.ofNullable(failure.hint())
                        .map(hint -> outcome + "\n" + hint)
                        .orElse(outcome),
                failure);
    }

    private BerthException interrupted(Environment environment, boolean migrated, String step, BerthException failure) {
        String command = context.journal().run().command();
        if (mayBeHalfDone(failure)) {
            return new BerthException(
                    ErrorCode.INTERRUPTED,
                    "%s was interrupted in step %s: %s".formatted(command, step, failure.getMessage()),
                    failure.hint(),
                    failure);
        }
        if (migrated && !SchemaCompatibility.isDeclared(environment)) {
            return new BerthException(
                    ErrorCode.INTERRUPTED,
                    "%s was interrupted in step %s; migrations were applied and stay".formatted(command, step),
                    "Go on with: " + command + wayBack(environment),
                    failure);
        }
        return new BerthException(
                ErrorCode.INTERRUPTED,
                "%s was interrupted in step %s; no data was touched".formatted(command, step),
                "Go on with: %s     or put back what ran before: env switch %s --undo"
                        .formatted(command, environment.name()),
                failure);
    }

    /** Whether a migration took effect in part, or that cannot be told: nothing that ran before is right for it. */
    private static boolean mayBeHalfDone(BerthException failure) {
        return failure instanceof MigrationException migration && migration.mayBeHalfDone();
    }

    /** Puts back what ran at the last successful run, or stops what was started where there is none. */
    String putBack(Environment environment) {
        upgrade.putBack(context, environment);
        PutBack putBack = new PutBack(context.engine(), compose.get());
        Optional<Committed> committed = Committed.read(context.state());
        if (committed.isEmpty()) {
            return putBack.stopStarted(environment, ranBefore);
        }
        secrets.putBack(environment, context.engine(), context.state());
        String detail = putBack.run(environment, committed.get());
        List<String> services = committed.get().names().stream()
                .filter(environment.model().services()::containsKey)
                .toList();
        gate.await(
                PutBack.asBefore(environment, committed.get()),
                services,
                environment.definition().healthTimeout(),
                context.progress(),
                Optional::empty);
        new Converge(context.engine()).run(environment, services);
        return detail;
    }

    /** How to go back to before the migrations, where a backup was made; empty where none was. */
    private String wayBack(Environment environment) {
        return context.journal().run().steps().stream()
                .filter(step -> step.name().equals("backup"))
                .flatMap(step -> BackupBeforeMigration.id(step.detail()).stream()
                        .map(id ->
                                "\nOr go back to before them: backup restore %1$s --env %2$s, then env switch %2$s --undo. What was written since %3$s would not be there any more, only put aside."
                                        .formatted(id, environment.name(), step.startedAt())))
                .findFirst()
                .orElse("");
    }

    private void forgetRendered(Environment environment, BerthException failure) {
        try {
            secrets.putBack(environment, context.engine(), context.state());
        } catch (BerthException away) {
            // The next run goes on with what was rendered.
            failure.addSuppressed(away);
        }
    }

    private String settleIfPossible(
            Environment environment, boolean migrated, String step, BerthException failure, String words) {
        try {
            return settle(environment, migrated, step, failure, words);
        } catch (BerthException away) {
            // Where even the journal cannot be written, the run stays unfinished, and the next one finds it so.
            failure.addSuppressed(away);
            return "Nothing could be put back: the engine does not answer. Volumes are untouched; when it is back, run the command again: it goes on.";
        }
    }

    /** @param words the failure's message without secrets: what the history may keep */
    private String settle(
            Environment environment, boolean migrated, String step, BerthException failure, String words) {
        if (BEFORE_CONTAINERS.contains(step) && goesOn) {
            context.journal().end(Run.Outcome.FAILED, words);
            return "Nothing that runs was touched. What an earlier run began is still to be gone on with: run the command again.";
        }
        if (BEFORE_CONTAINERS.contains(step)) {
            // A container that restarts must not read what nobody else knows of yet.
            secrets.putBack(environment, context.engine(), context.state());
            context.journal().end(Run.Outcome.ROLLED_BACK, words);
            return "Nothing that runs was touched.";
        }
        if (mayBeHalfDone(failure)) {
            context.journal().end(Run.Outcome.FAILED, words);
            return "The database may hold a part of the migration, so the old containers do not come back. Mend the cause and run the command again: it goes on."
                    + wayBack(environment);
        }
        if (migrated && !SchemaCompatibility.isDeclared(environment)) {
            context.journal().end(Run.Outcome.FAILED, words);
            return "Migrations were applied and stay, so the old containers do not come back; no data was lost. Mend the cause and run the command again: it goes on."
                    + wayBack(environment);
        }
        if (upgrade.hasServed(context, environment)) {
            context.journal().end(Run.Outcome.FAILED, words);
            return "The new version of the database serves and stays, so the old containers do not come back; no data was lost. Mend the cause and run the command again: it goes on.\nOr put back what ran before, with what was written since put aside: stack upgrade --undo --env "
                    + environment.name();
        }
        try {
            String detail = putBack(environment);
            context.progress().rolledBack(detail);
            context.journal().end(Run.Outcome.ROLLED_BACK, words);
            return "Rolled back: %s; no data was touched.".formatted(detail);
        } catch (BerthException second) {
            failure.addSuppressed(second);
            context.journal().end(Run.Outcome.FAILED, words);
            return "Rolling back failed too: %s. Volumes are untouched; mend the cause and run the command again."
                    .formatted(secrets.redact(second.getMessage()));
        }
    }
}
