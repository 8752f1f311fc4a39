package dev.berth.deployment;

import dev.berth.backup.Backups;
import dev.berth.docker.Compose;
import dev.berth.docker.ComposeModel;
import dev.berth.docker.ComposeProject;
import dev.berth.docker.Container;
import dev.berth.docker.Engine;
import dev.berth.docker.Volume;
import dev.berth.environment.EngineState;
import dev.berth.environment.Environment;
import dev.berth.environment.Observation;
import dev.berth.environment.Stack;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What of a Compose project on its engine is this environment's: whatever its files define, with profiles on or off, and what
 * the last successful run had brought up. A Compose project may hold more, which somebody started from other files: that is
 * named, and left alone.
 */
final class Belongings {
    private final Engine engine;
    private final ComposeProject project;
    private final ComposeModel model;
    private final Optional<Committed> committed;

    private Belongings(Engine engine, ComposeProject project, ComposeModel model, Optional<Committed> committed) {
        this.engine = engine;
        this.project = project;
        this.model = model;
        this.committed = committed;
    }

    static Belongings of(Environment environment, Compose compose, Engine engine, EngineState state) {
        ComposeProject project = environment.compose().withEveryProfile();
        return new Belongings(engine, project, compose.config(project), Committed.read(state));
    }

    /** What the files define, for Compose. */
    ComposeProject project() {
        return project;
    }

    Duration longestStop() {
        return model.longestStop();
    }

    /** The services that are this environment's. */
    Set<String> services() {
        Set<String> services = new HashSet<>(model.services().keySet());
        committed.ifPresent(last -> services.addAll(last.names()));
        return services;
    }

    /** Containers that the last successful run had brought up, of services that the files do not define any more. */
    List<Container> dropped() {
        return containers(
                service -> !model.services().containsKey(service) && services().contains(service));
    }

    /** Every container that is this environment's. */
    List<Container> containers() {
        return containers(services()::contains);
    }

    /** What containers of this environment keep in volumes without a name. */
    List<NamelessVolume> nameless() {
        return NamelessVolume.of(containers(services()::contains));
    }

    /** Services in the Compose project that are not this environment's. */
    List<String> strangers() {
        return containers(service -> !services().contains(service)).stream()
                .map(Container::service)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * The engine's names of the volumes that are there and this environment's, but none that is external, nor the one with its
     * backups: who has lost the data by mistake still has those.
     */
    List<String> volumes() {
        Set<String> before = committed.map(Committed::volumes).orElse(Set.of());
        return volumes(volume -> !isRepository(volume)
                && (model.volumes().contains(volume.name())
                        || (before.contains(volume.name()) && isLabelled(volume))
                        || isPutAside(volume)));
    }

    /** The volume with its backups, where there is one. */
    Optional<String> repository() {
        return volumes(this::isRepository).stream().findFirst();
    }

    private boolean isRepository(Volume volume) {
        return volume.name().equals(Backups.repositoryVolume(model.name()));
    }

    /** What a restore has put aside of it, or a drill has left. */
    private boolean isPutAside(Volume volume) {
        return model.name().equals(volume.labels().get("dev.berth.project"))
                && Backups.PURPOSES.contains(volume.labels().getOrDefault("dev.berth.purpose", ""));
    }

    /** Volumes of the Compose project that are not this environment's. */
    List<String> strangeVolumes() {
        List<String> own = volumes();
        return volumes(volume -> isLabelled(volume) && !isRepository(volume) && !own.contains(volume.name()));
    }

    private List<Container> containers(Predicate<String> which) {
        return Observation.of(engine, model.name()).services().entrySet().stream()
                .filter(service -> which.test(service.getKey()))
                .flatMap(service -> service.getValue().stream())
                .toList();
    }

    private List<String> volumes(Predicate<Volume> which) {
        return engine.volumes(Map.of()).stream()
                .filter(which)
                .map(Volume::name)
                .sorted()
                .toList();
    }

    private boolean isLabelled(Volume volume) {
        return model.name().equals(volume.labels().get(Stack.PROJECT_LABEL));
    }
}
