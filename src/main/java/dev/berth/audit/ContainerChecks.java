package dev.berth.audit;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerSetup;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Image;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is asked of each container by itself. */
final class ContainerChecks {
    private static final String OPEN_FILES = "nofile";

    private ContainerChecks() {}

    static Stream<Fault> running(Inspected.Service service) {
        if (service.containers().isEmpty()) {
            return Stream.of(new Fault("has no container, so that nothing can be said of it", "Next: stack up"));
        }
        boolean runs = service.containers().stream()
                .anyMatch(container -> container.details().state() == ContainerState.RUNNING);
        return runs || service.oneShot()
                ? Stream.empty()
                : Stream.of(new Fault(
                        "does not run: what is said of it is how it was set up",
                        "Next: stack start " + service.name()));
    }

    static Stream<Fault> nonRootUser(Inspected.Service service) {
        return each(
                service,
                setup -> isRoot(user(setup)),
                "runs as root",
                "Give user: \"UID:GID\", numbers that nobody else has, and files that belong to it.");
    }

    static Stream<Fault> fixedUid(Inspected.Service service) {
        return service.containers().stream()
                .filter(container -> !user(container).isEmpty())
                .filter(container -> !isRoot(user(container)) && !isNumber(user(container)))
                .map(container -> new Fault(
                        "has no fixed UID: it runs as %s, %s"
                                .formatted(
                                        user(container),
                                        isOfImage(container)
                                                ? "a user of its image, which the next image may number anew"
                                                : "which is another number in another image"),
                        "Give user: \"UID:GID\", the numbers that it has now."));
    }

    private static boolean isOfImage(Inspected.Container container) {
        String user = container.details().setup().user();
        return container.meant().map(Image::user).filter(user::equals).isPresent();
    }

    private static String user(Inspected.Container container) {
        return user(container.details().setup());
    }

    private static String user(ContainerSetup setup) {
        return setup.user().split(":", 2)[0];
    }

    private static boolean isRoot(String user) {
        return user.isEmpty() || user.equals("root") || user.matches("0+");
    }

    private static boolean isNumber(String user) {
        return user.matches("[0-9]+");
    }

    static Stream<Fault> readOnlyRoot(Inspected.Service service) {
        return each(
                service,
                setup -> !setup.readOnlyRoot(),
                "can write to its root file system",
                "Give read_only: true, and a volume or a tmpfs for what it must write.");
    }

    static Stream<Fault> noNewPrivileges(Inspected.Service service) {
        return each(
                service,
                setup -> setup.securityOptions().stream().noneMatch(ContainerChecks::forbidsPrivileges),
                "a process of it can gain privileges, as through sudo",
                "Give security_opt: [\"no-new-privileges:true\"].");
    }

    private static boolean forbidsPrivileges(String option) {
        return option.matches("no-new-privileges(?:[:=]true)?");
    }

    static Stream<Fault> capabilities(Inspected.Service service) {
        return setups(service).flatMap(setup -> {
            String added = String.join(", ", setup.capabilitiesAdded());
            String kept = setup.capabilitiesDropped().contains("ALL") ? "" : "keeps capabilities of root";
            return Stream.of(kept, added.isEmpty() ? "" : "was given " + added)
                    .filter(words -> !words.isEmpty())
                    .reduce((one, other) -> one + ", and " + other)
                    .map(words -> new Fault(words, "Give cap_drop: [ALL], and no cap_add."))
                    .stream();
        });
    }

    static Stream<Fault> privileged(Inspected.Service service) {
        return each(
                service,
                ContainerSetup::privileged,
                "is privileged, which is root on its host",
                "Take privileged away, and give it the one thing that it needs.");
    }

    static Stream<Fault> securityProfile(Inspected.Service service) {
        return setups(service)
                .flatMap(setup -> setup.securityOptions().stream()
                        .filter(option -> turnsAGuardOff(option) && !isTheEngines(option, setup)))
                .map(option -> new Fault(
                        "runs with %s, without a guard that the kernel has".formatted(option),
                        "Take it out of security_opt."));
    }

    private static boolean turnsAGuardOff(String option) {
        return option.toLowerCase(Locale.ROOT)
                .matches("(?:seccomp|apparmor|systempaths)[:=]unconfined|label[:=]disable");
    }

    /** The engine itself adds it to whatever sees its host's processes, which has a check of its own. */
    private static boolean isTheEngines(String option, ContainerSetup setup) {
        return option.equals("label=disable") && !setup.hostNamespaces().isEmpty();
    }

    static Stream<Fault> hostNamespaces(Inspected.Service service) {
        return setups(service)
                .filter(setup -> !setup.hostNamespaces().isEmpty())
                .map(setup -> new Fault(
                        "shares with its host: " + String.join(", ", setup.hostNamespaces()),
                        "Take host out of network_mode, pid, ipc and uts."));
    }

    static Stream<Fault> engineSocket(Inspected.Service service, Inspected inspected) {
        return mounts(service)
                .filter(mount -> HostPath.of(mount.source()).isEngineSocket(inspected.engineSocket()))
                .map(mount -> new Fault(
                        "can command the engine, and so its host, through " + mount.source(),
                        "Take the mount away; what must only look can have a proxy that lets it do no more."));
    }

    static Stream<Fault> hostFolders(Inspected.Service service) {
        return mounts(service)
                .filter(mount -> HostPath.of(mount.source()).isOfTheSystem())
                .map(mount -> new Fault(
                        "%s %s of its host".formatted(mount.readOnly() ? "reads" : "can write to", mount.source()),
                        "Mount no more than the folder that it needs, or a volume."));
    }

    static Stream<Fault> devices(Inspected.Service service) {
        return setups(service)
                .filter(setup -> !setup.devices().isEmpty())
                .map(setup -> new Fault(
                        "was given of its host: " + String.join(", ", setup.devices()),
                        "Take it out of devices, device_cgroup_rules or gpus, unless it is what the service is for."));
    }

    static Stream<Fault> cpuCeiling(Inspected.Service service) {
        return details(service)
                .filter(details -> details.limits().cpus().isEmpty())
                .map(details -> ceiling("can take every CPU of its host", "cpus"));
    }

    static Stream<Fault> memoryCeiling(Inspected.Service service) {
        return details(service)
                .filter(details -> details.limits().memoryBytes().isEmpty())
                .map(details -> ceiling("can take all memory of its host", "memory"));
    }

    static Stream<Fault> pidsCeiling(Inspected.Service service) {
        return details(service)
                .filter(details -> details.limits().pids().isEmpty())
                .map(details -> ceiling("can start processes without end", "pids"));
    }

    private static Fault ceiling(String message, String limit) {
        return new Fault(
                message,
                "Give services.NAME.limits.%s in the definition, or deploy.resources.limits in the Compose file."
                        .formatted(limit));
    }

    static Stream<Fault> ulimits(Inspected.Service service) {
        return each(
                service,
                setup -> !setup.ulimits().contains(OPEN_FILES),
                "how many files it can open is whatever its engine was started with",
                "Give ulimits: {nofile: 16384}, or what it needs.");
    }

    static Stream<Fault> healthCheck(Inspected.Service service) {
        return each(
                service,
                setup -> !setup.healthCheck(),
                "nobody sees whether it answers",
                "Give healthcheck: a command in the container that fails where the service does.");
    }

    static Stream<Fault> restartPolicy(Inspected.Service service) {
        return each(
                service,
                setup -> setup.restartPolicy().equals("no"),
                "stays away after a crash, or a restart of its host",
                "Give restart: unless-stopped.");
    }

    static Stream<Fault> logRotation(Inspected.Service service) {
        return each(
                service,
                setup -> setup.logDriver().equals("json-file")
                        && !setup.logOptions().containsKey("max-size"),
                "its log grows until the disk is full",
                "Give logging: {driver: local}, or to json-file the options {max-size: 10m, max-file: \"3\"}.");
    }

    static Stream<Fault> pinnedImage(Inspected.Service service) {
        return service.containers().stream().map(ContainerChecks::unpinned).flatMap(Optional::stream);
    }

    private static Optional<Fault> unpinned(Inspected.Container container) {
        String reference = container.details().image();
        if (reference.contains("@sha256:") || reference.startsWith("sha256:")) {
            return Optional.empty();
        }
        String digests = container.meant().stream()
                .flatMap(image -> image.digests().stream())
                .sorted()
                .collect(Collectors.joining(" or "));
        // What only ever came from a build or a file can be fetched from nowhere: its id is all that there is to hold
        // it to.
        if (!container.built() && !digests.isEmpty()) {
            return Optional.of(new Fault(
                    "runs %s, which a registry can give another image to".formatted(reference),
                    "Name it by its digest: image: " + digests));
        }
        return container
                        .meant()
                        .map(Image::id)
                        .filter(container.image()::equals)
                        .isPresent()
                ? Optional.empty()
                : Optional.of(new Fault(
                        "runs an image that %s does not mean any more".formatted(reference),
                        "Next: env plan, which shows what a switch would change"));
    }

    private static Stream<Fault> each(
            Inspected.Service service, Predicate<ContainerSetup> isWrong, String message, String remedy) {
        return setups(service).filter(isWrong).map(setup -> new Fault(message, remedy));
    }

    private static Stream<ContainerSetup> setups(Inspected.Service service) {
        return details(service).map(ContainerDetails::setup);
    }

    private static Stream<ContainerDetails.Mount> mounts(Inspected.Service service) {
        return details(service)
                .flatMap(details -> details.mounts().stream())
                .filter(mount -> mount.type().equals("bind"));
    }

    private static Stream<ContainerDetails> details(Inspected.Service service) {
        return service.containers().stream().map(Inspected.Container::details);
    }
}
