package dev.berth.deployment;

import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.workspace.Definition;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What a run does with an environment's secrets; order is the run's, the how is not. */
interface SecretWork {

    /** What a service must do when a secret that it uses has changed. */
    enum Consequence {
        RELOAD,
        /** Restart while its twin serves. */
        REPLACE,
        RESTART
    }

    /**
     * What differs between the store and what was rendered.
     *
     * @param consequences by service; those that need nothing are absent
     * @param missing secrets that are neither stored nor generated
     */
    record Pending(List<Plan.SecretChange> changes, Map<String, Consequence> consequences, List<String> missing) {}

    /** Where the project's secrets lie on the engine's host, if that was ever decided. Reads only. */
    Optional<String> knownFolder(Definition definition, Engine engine, EngineState state);

    /** Reads only. */
    Pending pending(Environment environment, Engine engine, EngineState state);

    /** What services that run must still do to take up what was rendered; asks no store. Reads only. */
    Map<String, Consequence> untaken(Environment environment, Engine engine, EngineState state);

    /** Whether every service could start with what was rendered last, the store being away. Reads only. */
    boolean isComplete(Environment environment, Engine engine, EngineState state);

    /** Reads the store; where it cannot be read, the failure says since when what runs may be stale. */
    <T> T unlessAway(EngineState state, Supplier<T> reading);

    /** Decides where the project's secrets lie on the engine's host. */
    String folder(Definition definition, Engine engine, EngineState state);

    /** Generates what is missing and renders what changed; says so in a line. */
    default String render(Environment environment, Engine engine, EngineState state) {
        return render(environment, engine, state, List.of(), () -> {});
    }

    /**
     * The same, where some services must have taken up theirs before the others' files change.
     *
     * @param takeUp makes the first ones do so; run where one of their files changed
     */
    String render(Environment environment, Engine engine, EngineState state, Collection<String> first, Runnable takeUp);

    /** Secrets whose login before nobody runs with any more, and which is not locked yet. Reads only. */
    Set<String> retiring(Environment environment, Engine engine, EngineState state);

    /** Notes that the logins before are locked. */
    void retired(Environment environment, Engine engine, EngineState state, Set<String> names);

    /** Notes that a service now runs with what was rendered. */
    void applied(Environment environment, EngineState state, Engine engine, List<String> services);

    /** Makes the set before the last one current again. */
    void putBack(Environment environment, Engine engine, EngineState state);

    /** Takes every rendered file of the project away. */
    void remove(Environment environment, Engine engine, EngineState state);

    /** Has every stored value of these masked from now on. */
    void mask(Definition definition, Set<String> names);

    /** Has the environment's stored values masked from now on, as far as its store can be read. */
    void learn(Environment environment);

    /** Replaces every known secret value in a text. */
    String redact(String text);
}
