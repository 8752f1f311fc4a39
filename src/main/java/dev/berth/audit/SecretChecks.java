package dev.berth.audit;

import dev.berth.docker.ContainerDetails;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is asked of secrets, without ever saying one. */
final class SecretChecks {
    private SecretChecks() {}

    static Stream<Fault> inEnvironment(Inspected.Service service) {
        return service.containers().stream()
                .flatMap(container -> container.details().environment().entrySet().stream())
                .sorted(Map.Entry.comparingByKey())
                .filter(variable -> ConfidentialVariable.is(variable.getKey(), variable.getValue()))
                .map(variable -> new Fault(
                        "%s stands in its environment, where docker inspect shows it%s"
                                .formatted(
                                        variable.getKey(),
                                        KnownSecrets.has(variable.getValue())
                                                ? ", with a value that everybody knows"
                                                : ""),
                        "Give it as a file: by a template in secrets-templates, and what the image reads files by."));
    }

    static Stream<Fault> files(Inspected.Service service, Inspected inspected) {
        Optional<String> folder = inspected.secrets().folder();
        return service.containers().stream()
                .flatMap(container -> container.details().mounts().stream())
                .filter(mount -> isSecret(mount, folder))
                .filter(mount -> !isInMemory(mount))
                .map(
                        mount -> new Fault(
                                "reads secrets at %s from %s, on a disk"
                                        .formatted(
                                                mount.target(),
                                                mount.type().equals("volume")
                                                        ? "the volume " + mount.source()
                                                        : mount.source()),
                                "Have Berth render them (secrets-templates), or keep the files below /run of the engine's host."));
    }

    /** Where Compose puts secrets, where those of the reference stack stand, and what Berth rendered. */
    private static boolean isSecret(ContainerDetails.Mount mount, Optional<String> folder) {
        HostPath target = HostPath.of(mount.target());
        return target.isIn("/run/secrets")
                || target.isIn("/run/berth")
                || folder.filter(HostPath.of(mount.source())::isIn).isPresent();
    }

    private static boolean isInMemory(ContainerDetails.Mount mount) {
        return switch (mount.type()) {
            case "tmpfs" -> true;
            case "bind" -> HostPath.of(mount.source()).isInMemory();
            default -> false;
        };
    }

    static Stream<Fault> stored(Inspected inspected) {
        Inspected.Secrets secrets = inspected.secrets();
        if (secrets.unread().isPresent()) {
            return Stream.of(new Fault(
                    "nobody can say whether they are: " + secrets.unread().get(), "Next: secrets list"));
        }
        return secrets.declared().stream()
                .filter(name -> !secrets.stored().containsKey(name))
                .sorted()
                .map(name -> new Fault(name + " is not stored", "Next: secrets generate, or secrets set NAME"));
    }

    static Stream<Fault> wellKnown(Inspected inspected) {
        return inspected.secrets().stored().entrySet().stream()
                .filter(secret -> KnownSecrets.has(secret.getValue().reveal()))
                .map(Map.Entry::getKey)
                .sorted()
                .map(name -> new Fault(name + " has a value that everybody knows", "Next: secrets rotate NAME"));
    }
}
