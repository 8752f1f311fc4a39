package dev.berth.deployment;

import dev.berth.docker.Compose;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.EnvironmentLock;
import dev.berth.environment.Environments;
import dev.berth.environment.Journal;
import dev.berth.environment.Observation;
import dev.berth.environment.Operator;
import dev.berth.failure.BerthException;
import dev.berth.workspace.Definition;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Finds out what a switch would do; writes nothing but a temporary file, and calls no writing operation of the engine. */
public final class Planner {
    private final Environments environments;
    private final Supplier<Compose> compose;
    private final SecretWork secrets;
    private final MigrationWork migrations;
    private final BackupBeforeMigration backup;
    private final Clock clock;

    Planner(
            Environments environments,
            Supplier<Compose> compose,
            SecretWork secrets,
            MigrationWork migrations,
            BackupBeforeMigration backup,
            Clock clock) {
        this.environments = environments;
        this.compose = compose;
        this.secrets = secrets;
        this.migrations = migrations;
        this.backup = backup;
        this.clock = clock;
    }

    public Plan plan(String name) {
        Definition definition = environments.definition(name);
        Engine engine = environments.engine(environments.address(definition));
        EngineState state = new EngineState(engine, definition.project());
        return environments.withTemporaryFile(
                name, secrets.knownFolder(definition, engine, state), environment -> plan(environment, engine, state));
    }

    private Plan plan(Environment environment, Engine engine, EngineState state) {
        Observation observation = Observation.of(engine, environment.project());
        Set<String> committed = Committed.read(state).map(Committed::names).orElse(Set.of());
        List<Plan.Change> changes = new ServicePlanner(engine, compose.get()).plan(environment, observation, committed);
        SecretWork.Pending pending = secrets.pending(environment, engine, state);
        Optional<MigrationWork.Standing> standing = migrations.standing(environment, engine);
        Optional<List<Plan.PendingMigration>> migrating = standing.flatMap(MigrationWork.Standing::pending);
        List<String> notices = new ArrayList<>(notices(environment, state, changes, migrating, pending));
        standing.ifPresent(each -> notices.addAll(words(each)));
        List<String> behind = SchemaCompatibility.isDeclared(environment)
                ? List.of()
                : RanOnSchema.read(state).behind(environment, engine, observation, migrations);
        notices.addAll(behind);
        Optional<BerthException> refusal =
                behind.isEmpty() || !environment.definition().isProtected()
                        ? Optional.empty()
                        : Optional.of(RanOnSchema.refusal(behind));
        return new Plan(
                environment.name(),
                environment.project(),
                environment.definition().isProtected(),
                withSecrets(changes, pending.consequences()),
                migrating,
                pending.changes(),
                losses(environment, changes),
                notices,
                standing.flatMap(MigrationWork.Standing::objection).or(() -> refusal));
    }

    private static List<String> words(MigrationWork.Standing standing) {
        List<String> words = new ArrayList<>(standing.notices());
        standing.objection()
                .map(refusal -> Optional.ofNullable(refusal.hint())
                        .map(hint -> "a switch is refused: %s. %s".formatted(refusal.getMessage(), hint))
                        .orElse("a switch is refused: " + refusal.getMessage()))
                .ifPresent(words::add);
        return words;
    }

    private static List<Plan.Change> withSecrets(
            List<Plan.Change> changes, Map<String, SecretWork.Consequence> consequences) {
        return changes.stream()
                .map(change -> {
                    SecretWork.Consequence consequence = consequences.get(change.service());
                    if (consequence == null || startsAnew(change.action())) {
                        return change;
                    }
                    List<Plan.Reason> reasons = new ArrayList<>(change.reasons());
                    reasons.add(new Plan.Reason(
                            switch (consequence) {
                                case RELOAD -> Plan.Code.SECRET_RELOAD;
                                case REPLACE -> Plan.Code.SECRET_REPLACE;
                                case RESTART -> Plan.Code.SECRET_RESTART;
                            },
                            Optional.empty(),
                            Optional.empty()));
                    Plan.Action action = change.action() == Plan.Action.KEEP ? Plan.Action.UPDATE : change.action();
                    return new Plan.Change(change.service(), action, reasons);
                })
                .toList();
    }

    /** A container that is new, or gone, needs no word about the secrets that it reads at its start. */
    private static boolean startsAnew(Plan.Action action) {
        return switch (action) {
            case CREATE, RECREATE, REMOVE -> true;
            case UPDATE, KEEP -> false;
        };
    }

    private static List<String> losses(Environment environment, List<Plan.Change> changes) {
        List<String> losses = new ArrayList<>();
        for (Plan.Change change : changes) {
            change.reasons().stream()
                    .filter(reason -> reason.code() == Plan.Code.VOLUME && environment.isStore(change.service()))
                    .forEach(reason -> losses.add("%s leaves its data in %s and works on with %s"
                            .formatted(
                                    change.service(),
                                    reason.from().orElse("none"),
                                    reason.to().orElse("a new volume without a name"))));
        }
        return losses;
    }

    private List<String> notices(
            Environment environment,
            EngineState state,
            List<Plan.Change> changes,
            Optional<List<Plan.PendingMigration>> migrating,
            SecretWork.Pending pending) {
        List<String> notices = new ArrayList<>();
        new Journal(state, clock)
                .leftHalfWay()
                .map(words -> atWork(environment).orElse(words))
                .ifPresent(notices::add);
        notices.addAll(new Images(environments.engine(environment.stack().engine()), compose.get())
                .announcements(environment));
        if (!pending.missing().isEmpty()) {
            notices.add("secrets that must be set first: " + String.join(", ", pending.missing()));
        }
        if (environment.definition().isProtected()
                && migrating.map(list -> !list.isEmpty()).orElse(false)) {
            notices.add(backup.announcement(environment));
        }
        environment.model().warnings().forEach(warning -> notices.add("compose warns: " + warning));
        notices.addAll(losses(environment, changes));
        changes.stream()
                .filter(change -> environment.stack().services().stream()
                        .anyMatch(service ->
                                service.name().equals(change.service()) && service.kind() == Definition.Kind.POSTGRES))
                .filter(change -> change.action() == Plan.Action.UPDATE
                        && change.reasons().stream().anyMatch(reason -> reason.code() == Plan.Code.LIMIT_LIVE))
                .forEach(change -> notices.add(
                        change.service() + ": its memory settings follow a changed limit at its next restart"));
        notices.addAll(SecretVariables.warnings(environment.definition()));
        environment
                .definition()
                .laterSections()
                .forEach(section -> notices.add("section %s is valid, but not applied yet".formatted(section)));
        return notices;
    }

    /** Whoever is changing it at this moment, in words. */
    private Optional<String> atWork(Environment environment) {
        return new EnvironmentLock(
                        environments.engine(environment.stack().engine()),
                        environment.project(),
                        Operator.current(),
                        clock)
                .atWork()
                .map(holder -> "%s is being changed since %s: %s"
                        .formatted(
                                environment.project(),
                                holder.since().truncatedTo(ChronoUnit.SECONDS),
                                holder.command()));
    }
}
