package dev.berth.environment;

import dev.berth.docker.ComposeModel;
import dev.berth.docker.ImageName;
import dev.berth.docker.PublishedPort;
import dev.berth.workspace.Definition;
import dev.berth.workspace.Definitions;
import dev.berth.workspace.Place;
import dev.berth.workspace.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What is wrong between a definition and the project that Compose resolved. */
final class ResolvedProblems {
    private final Definitions definitions;
    private final Definition definition;
    private final Supplier<Set<String>> servicesOfAllProfiles;

    /** @param servicesOfAllProfiles asked only when a service is missing: it may belong to a profile that is off */
    ResolvedProblems(Definitions definitions, Definition definition, Supplier<Set<String>> servicesOfAllProfiles) {
        this.definitions = definitions;
        this.definition = definition;
        this.servicesOfAllProfiles = servicesOfAllProfiles;
    }

    List<Problem> of(ComposeModel model) {
        List<Problem> problems = new ArrayList<>();
        unknownServices(model, problems);
        impossibleImages(model, problems);
        duplicatePorts(model, problems);
        doubledStores(model, problems);
        return problems;
    }

    /** The same with what only a further look at the files can tell; for who wants to know, not for every run. */
    List<Problem> ofAllProfiles(ComposeModel model) {
        List<Problem> problems = of(model);
        twins(model, problems);
        return problems;
    }

    private void unknownServices(ComposeModel model, List<Problem> problems) {
        Set<String> missing = new LinkedHashSet<>(definition.services().keySet());
        missing.removeAll(model.services().keySet());
        if (!missing.isEmpty()) {
            missing.removeAll(servicesOfAllProfiles.get());
        }
        for (String name : missing) {
            problems.add(problem(
                    "services." + name,
                    "no compose file defines a service %s".formatted(name),
                    "The compose files define: "
                            + String.join(", ", model.services().keySet())));
        }
        definition.migrations().ifPresent(migrations -> {
            if (!model.services().containsKey(migrations.service())) {
                problems.add(problem(
                        "migrations.service",
                        "no compose file defines a service %s".formatted(migrations.service()),
                        "Name the service that is the database, or remove the section."));
            }
        });
    }

    private void twins(ComposeModel model, List<Problem> problems) {
        definition
                .services()
                .forEach((name, service) -> service.twin().ifPresent(twin -> {
                    if (model.services().containsKey(twin.service())) {
                        problems.add(problem(
                                "services.%s.twin.service".formatted(name),
                                "%s always runs, so it is no twin of %s".formatted(twin.service(), name),
                                "Give it a profile that no environment turns on: profiles: [twin]"));
                    } else if (!servicesOfAllProfiles.get().contains(twin.service())) {
                        problems.add(problem(
                                "services.%s.twin.service".formatted(name),
                                "no compose file defines a service %s".formatted(twin.service()),
                                "Define it as %s is, with a profile that no environment turns on: profiles: [twin]"
                                        .formatted(name)));
                    }
                    if (!model.services().containsKey(twin.gateway())) {
                        problems.add(problem(
                                "services.%s.twin.gateway".formatted(name),
                                "no compose file defines a service %s".formatted(twin.gateway()),
                                "Name the service that leads requests to " + name + "."));
                    }
                }));
    }

    /** The engine would say no more of them than that a format is invalid, whatever was asked of it. */
    private void impossibleImages(ComposeModel model, List<Problem> problems) {
        model.services().forEach((name, service) -> {
            String image = service.image();
            boolean byCompose = image.equals(model.name() + "-" + name);
            if (byCompose || isConfidential(image) || ImageName.isPossible(image)) {
                return;
            }
            String message = "service %s has the image \"%s\", and no image can be named so".formatted(name, image);
            String hint =
                    "Write [REGISTRY/]NAME[:TAG], without spaces, the name in lower-case letters, digits and . _ -";
            problems.add(definitions
                    .locateInCompose(definition.name(), name, "image")
                    .map(place -> Problem.at(place, "services.%s.image".formatted(name), message, hint))
                    .orElseGet(() -> problem("compose.files", message, hint)));
        });
    }

    /** A secret's value stands for its variable only when Compose is given it. */
    private boolean isConfidential(String image) {
        return definition.secretVariables().keySet().stream().anyMatch(name -> image.contains("${" + name + "}"));
    }

    private void duplicatePorts(ComposeModel model, List<Problem> problems) {
        Map<String, String> owners = new HashMap<>();
        model.services().forEach((name, service) -> {
            boolean absent = definition.service(name).replicas().orElse(service.replicas()) == 0;
            for (PublishedPort port : service.ports()) {
                if (port.host() == 0 || absent) {
                    continue;
                }
                String place = port.host() + "/" + port.protocol();
                String owner = owners.putIfAbsent(port.address() + ":" + place, name);
                if (owner != null) {
                    problems.add(problem(
                            "compose",
                            "services %s and %s both publish host port %s".formatted(owner, name, place),
                            "Give one of them another port, or no container: services: {%s: {replicas: 0}}"
                                    .formatted(name)));
                }
            }
        });
    }

    /** Whether the definition or the Compose files want several containers of a store, or a twin beside it. */
    private void doubledStores(ComposeModel model, List<Problem> problems) {
        model.services().forEach((name, service) -> {
            Definition.Service declared = definition.service(name);
            int replicas = declared.replicas().orElse(service.replicas());
            if (!StoreData.isStore(declared.kind(), service)) {
                return;
            }
            if (replicas > 1) {
                problems.add(problem(
                        declared.replicas().isPresent() ? "services.%s.replicas".formatted(name) : "compose.files",
                        "%s is a store (%s) and would have %d containers on the same data"
                                .formatted(name, kind(declared, service), replicas),
                        "They would destroy it. Write services: {%s: {replicas: 1}}; a read replica is a service with a volume of its own."
                                .formatted(name)));
            }
            if (declared.twin().isPresent()) {
                problems.add(problem(
                        "services.%s.twin".formatted(name),
                        "%s is a store (%s) and cannot have a twin on the same data"
                                .formatted(name, kind(declared, service)),
                        "Two containers on one volume destroy it. Remove the key: a store is restarted."));
            }
        });
    }

    private static String kind(Definition.Service declared, ComposeModel.Service service) {
        return switch (declared.kind()) {
            case POSTGRES, REDIS -> "kind " + declared.kind().name().toLowerCase(Locale.ROOT);
            case PGBOUNCER, POSTGREST, HTTP, STORAGE, APP -> "image " + service.image();
        };
    }

    private Problem problem(String path, String message, String hint) {
        String name = definition.name();
        Place place = definitions
                .locate(name, path)
                .orElseGet(() -> new Place(definitions.files(name).getFirst(), 0, 0));
        return Problem.at(place, path, message, hint);
    }
}
