package dev.berth.deployment;

import dev.berth.deployment.Plan.Action;
import dev.berth.deployment.Plan.Change;
import dev.berth.deployment.Plan.Code;
import dev.berth.deployment.Plan.Reason;
import dev.berth.docker.Compose;
import dev.berth.docker.ComposeModel;
import dev.berth.docker.Container;
import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Engine;
import dev.berth.docker.Image;
import dev.berth.environment.Environment;
import dev.berth.environment.Observation;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells for each service whether its containers fit what is defined.
 *
 * <p>Whether Compose would recreate a container is asked of Compose itself, by its dry run: its configuration hash alone
 * cries wolf for some projects and misses changes in others. The reasons are our own observation.
 */
final class ServicePlanner {
    static final String HASH_LABEL = "com.docker.compose.config-hash";

    private final Engine engine;
    private final Compose compose;
    private final LimitComparison limits;

    ServicePlanner(Engine engine, Compose compose) {
        this.engine = engine;
        this.compose = compose;
        this.limits = new LimitComparison(engine);
    }

    /**
     * One change for every defined service, in dependency order, then those to be removed.
     *
     * @param committed the services that the last successful run defined; what it no longer defines is removed
     */
    List<Change> plan(Environment environment, Observation observation, Set<String> committed) {
        Optional<Set<String>> recreated = recreatedByCompose(environment, observation);
        boolean known = recreated.filter(Set::isEmpty).isPresent();
        Map<String, String> hashes = known ? Map.of() : compose.hashes(environment.compose());
        List<Change> changes = new ArrayList<>();
        Followers followers = new Followers(environment);
        environment.model().services().forEach((name, service) -> {
            Stack.Service wanted = environment.stack().service(name);
            Change change = change(service, wanted, observation.of(name), recreated, hashes);
            changes.add(
                    followers.isKept(change)
                            ? change(service, wanted, observation.of(name), Optional.of(Set.of()), Map.of())
                            : change);
        });
        changes.replaceAll(new RunsAgain(environment, changes)::of);
        for (String name : observation.services().keySet()) {
            if (!environment.model().services().containsKey(name) && committed.contains(name)) {
                changes.add(new Change(
                        name, Action.REMOVE, List.of(new Reason(Code.UNDEFINED, Optional.empty(), Optional.empty()))));
            }
        }
        return changes;
    }

    private Change change(
            ComposeModel.Service service,
            Stack.Service wanted,
            List<Container> containers,
            Optional<Set<String>> recreated,
            Map<String, String> hashes) {
        if (containers.isEmpty()) {
            return wanted.replicas() == 0
                    ? new Change(service.name(), Action.KEEP, List.of())
                    : new Change(service.name(), Action.CREATE, List.of(reason(Code.MISSING, "", "")));
        }
        List<Reason> reasons = new ArrayList<>(recreationReasons(service, containers, recreated, hashes));
        if (!reasons.isEmpty()) {
            return new Change(service.name(), Action.RECREATE, reasons);
        }
        long present = containers.size();
        if (present != wanted.replicas()) {
            reasons.add(reason(Code.REPLICAS, Long.toString(present), Integer.toString(wanted.replicas())));
        }
        containers.stream()
                .filter(container -> mustStart(container, wanted))
                .findFirst()
                .ifPresent(container -> reasons.add(
                        reason(Code.STOPPED, container.state().name().toLowerCase(java.util.Locale.ROOT), "running")));
        LimitComparison.Result difference = limits.compare(wanted, containers);
        reasons.addAll(difference.reasons());
        reasons.addAll(difference.removals());
        if (!difference.removals().isEmpty()) {
            return new Change(service.name(), Action.RECREATE, reasons);
        }
        return new Change(service.name(), reasons.isEmpty() ? Action.KEEP : Action.UPDATE, reasons);
    }

    private List<Reason> recreationReasons(
            ComposeModel.Service service,
            List<Container> containers,
            Optional<Set<String>> recreated,
            Map<String, String> hashes) {
        String wanted = hashes.getOrDefault(service.name(), "");
        List<Reason> reasons = new ArrayList<>();
        for (Container container : containers) {
            if (recreated.isPresent() && !recreated.get().contains(container.name())) {
                continue;
            }
            String hash = container.labels().getOrDefault(HASH_LABEL, "");
            if (!hash.equals(wanted)) {
                reasons.add(reason(Code.CONFIGURATION, shortened(hash), shortened(wanted)));
                reasons.addAll(volumeReasons(service, container));
            }
            Optional<Image> image = engine.image(service.image());
            if (image.isEmpty() || !image.get().id().equals(container.imageId())) {
                reasons.add(reason(
                        Code.IMAGE,
                        shortened(container.imageId()),
                        image.map(Image::id).map(ServicePlanner::shortened).orElse(service.image())));
            }
            if (reasons.isEmpty() && recreated.isPresent()) {
                reasons.add(reason(Code.DEPENDENCY, "", ""));
            }
            if (!reasons.isEmpty()) {
                return reasons;
            }
        }
        return reasons;
    }

    /** What is written elsewhere from now on: the data stays where it was, out of the new container's sight. */
    private List<Reason> volumeReasons(ComposeModel.Service service, Container container) {
        Map<String, String> wanted = service.mounts().stream()
                .filter(mount -> !mount.readOnly() && !mount.type().equals("tmpfs"))
                .collect(Collectors.toMap(
                        ComposeModel.Mount::target, ComposeModel.Mount::source, (one, other) -> other));
        List<Reason> reasons = new ArrayList<>();
        for (ContainerDetails.Mount mount :
                engine.inspect(container.id()).map(ContainerDetails::mounts).orElse(List.of())) {
            String source = wanted.getOrDefault(mount.target(), "");
            boolean handedOn = source.isEmpty() && NamelessVolume.isName(mount.source());
            if (!mount.readOnly() && !mount.type().equals("tmpfs") && !handedOn && !source.equals(mount.source())) {
                reasons.add(reason(Code.VOLUME, mount.source(), source));
            }
        }
        return reasons;
    }

    /** The names of containers that Compose would recreate; empty where it cannot tell because an image is missing. */
    private Optional<Set<String>> recreatedByCompose(Environment environment, Observation observation) {
        if (observation.isEmpty()) {
            return Optional.of(Set.of());
        }
        try {
            Set<String> names = new HashSet<>();
            for (Compose.DryRunStep step : compose.dryRun(environment.compose())) {
                if (step.kind().equalsIgnoreCase("container") && step.action().startsWith("Recreate")) {
                    names.add(step.name());
                }
            }
            return Optional.of(names);
        } catch (BerthException e) {
            if (e.code() != ErrorCode.COMPOSE_FAILED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static boolean mustStart(Container container, Stack.Service wanted) {
        return switch (container.state()) {
            case RUNNING, RESTARTING, PAUSED -> false;
            case EXITED -> !wanted.oneShot();
            case CREATED, REMOVING, DEAD -> true;
        };
    }

    private static Reason reason(Code code, String from, String to) {
        return new Reason(
                code,
                Optional.of(from).filter(text -> !text.isEmpty()),
                Optional.of(to).filter(text -> !text.isEmpty()));
    }

    private static String shortened(String hash) {
        String plain = hash.startsWith("sha256:") ? hash.substring(7) : hash;
        return plain.substring(0, Math.min(12, plain.length()));
    }

    static boolean isRunning(Container container) {
        return container.state() == ContainerState.RUNNING || container.state() == ContainerState.RESTARTING;
    }
}
