package dev.berth.deployment;

import dev.berth.docker.Compose;
import dev.berth.docker.Engine;
import dev.berth.docker.EngineInfo;
import dev.berth.environment.EngineState;
import dev.berth.environment.EnvironmentLock;
import dev.berth.environment.Environments;
import dev.berth.environment.Journal;
import dev.berth.environment.Observation;
import dev.berth.environment.Operator;
import dev.berth.environment.SecretStores;
import dev.berth.failure.BerthException;
import dev.berth.secret.SecretStore;
import dev.berth.workspace.Definition;
import dev.berth.workspace.DefinitionException;
import dev.berth.workspace.Problem;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Looks at everything that Berth needs, one check after the other, and changes nothing. */
public final class Doctor {
    private final Environments environments;
    private final Supplier<Compose> compose;
    private final SecretStores stores;
    private final Clock clock;

    Doctor(Environments environments, Supplier<Compose> compose, SecretStores stores, Clock clock) {
        this.environments = environments;
        this.compose = compose;
        this.stores = stores;
        this.clock = clock;
    }

    /**
     * One thing that was looked at.
     *
     * @param required whether something is wrong where it is not well; else it is only not there yet
     * @param message what was found, good or bad
     * @param hint what to do about it; empty where it is well
     */
    public record Check(String name, boolean ok, boolean required, String message, Optional<String> hint) {
        public Check(String name, boolean ok, String message, Optional<String> hint) {
            this(name, ok, true, message, hint);
        }

        /** Whether everything can go on as it is. */
        public boolean isGoodEnough() {
            return ok || !required;
        }
    }

    /** Checks what all environments need, then each of them. */
    public List<Check> examine() {
        List<Check> checks = new ArrayList<>();
        checks.add(check("compose", () -> "Docker Compose " + compose.get().version()));
        for (String name : environments.names()) {
            checks.add(definition(name));
            if (checks.getLast().ok()) {
                examine(environments.definition(name), checks);
            }
        }
        return checks;
    }

    private Check definition(String name) {
        return check(name + ": definition", () -> {
            List<Problem> problems = environments.problems(name);
            if (problems.isEmpty()) {
                return "valid";
            }
            throw new DefinitionException(problems);
        });
    }

    private void examine(Definition definition, List<Check> checks) {
        String name = definition.name();
        Engine engine = environments.engine(environments.address(definition));
        Check reachable = check(name + ": engine", () -> {
            EngineInfo info = engine.info();
            return "%s at %s, %d CPUs, %d GiB"
                    .formatted(info.version(), engine.address().host(), info.cpus(), info.memoryBytes() >> 30);
        });
        checks.add(reachable);
        if (!reachable.ok()) {
            return;
        }
        checks.add(check(
                name + ": disk, memory, ports",
                () -> environments.withTemporaryFile(
                        name, Optional.empty(), environment -> new Preflight(engine).check(environment))));
        checks.add(helperImage(name, engine));
        Set<String> declared =
                environments.secretTemplates(definition).secrets().keySet();
        if (stores.vault(definition).isPresent()) {
            boolean running =
                    !Observation.of(engine, definition.project()).services().isEmpty();
            checks.addAll(new VaultExamination(stores, definition).checks(declared, running));
            checks.add(unfinished(definition, engine));
            return;
        }
        checks.add(check(name + ": secrets", () -> {
            SecretStore store = stores.open(definition);
            // What Berth keeps there for itself is nobody else's business.
            long stored = store.readAll(declared).keySet().stream()
                    .filter(declared::contains)
                    .count();
            return stored == 0
                    ? "none stored yet; the first switch generates them"
                    : "%d of %d stored, %s".formatted(stored, declared.size(), store.description());
        }));
        checks.add(unfinished(definition, engine));
    }

    private static Check helperImage(String name, Engine engine) {
        return new Check(
                name + ": helper image",
                true,
                engine.image(EngineState.HELPER_IMAGE).isPresent()
                        ? EngineState.HELPER_IMAGE
                        : "not there yet; the first switch builds it",
                Optional.empty());
    }

    private Check unfinished(Definition definition, Engine engine) {
        String name = definition.name() + ": last run";
        Optional<EnvironmentLock.Holder> holder =
                new EnvironmentLock(engine, definition.project(), Operator.current(), clock).holder();
        if (holder.isPresent()) {
            boolean gone = holder.get().operator().isSurelyGone(Operator.current());
            return new Check(
                    name,
                    !gone,
                    "locked by %s since %s: %s%s"
                            .formatted(
                                    holder.get().operator(),
                                    holder.get().since().truncatedTo(ChronoUnit.SECONDS),
                                    holder.get().command(),
                                    gone ? ", whose process has ended" : ""),
                    gone ? Optional.of("The next switch takes the lock over.") : Optional.empty());
        }
        Journal journal = new Journal(new EngineState(engine, definition.project()), clock);
        Optional<String> next = journal.unfinishedSwitch()
                .map(run ->
                        "env switch %s     or: env switch %s --undo".formatted(definition.name(), definition.name()));
        return journal.leftHalfWay()
                .map(words -> new Check(name, false, words, next))
                .orElseGet(() -> new Check(name, true, "came to its end", Optional.empty()));
    }

    private static Check check(String name, Supplier<String> work) {
        try {
            return new Check(name, true, work.get(), Optional.empty());
        } catch (BerthException e) {
            return new Check(name, false, e.getMessage(), Optional.ofNullable(e.hint()));
        }
    }
}
