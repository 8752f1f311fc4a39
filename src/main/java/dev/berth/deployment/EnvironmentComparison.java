package dev.berth.deployment;

import dev.berth.docker.ComposeModel;
import dev.berth.docker.ContainerLimits;
import dev.berth.docker.PublishedPort;
import dev.berth.environment.Environment;
import dev.berth.environment.Environments;
import dev.berth.failure.BerthException;
import dev.berth.secret.SecretStore;
import dev.berth.secret.StoredSecret;
import dev.berth.workspace.Definition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What differs between two environments of a workspace. */
public final class EnvironmentComparison {
    private final Environments environments;
    private final Function<Definition, SecretStore> stores;
    private final MigrationWork migrations;

    EnvironmentComparison(
            Environments environments, Function<Definition, SecretStore> stores, MigrationWork migrations) {
        this.environments = environments;
        this.stores = stores;
        this.migrations = migrations;
    }

    /** What is compared. */
    public enum Kind {
        IMAGE,
        LIMIT,
        PORT,
        VARIABLE,
        MIGRATION,
        SECRET
    }

    /**
     * One difference.
     *
     * @param service empty where it concerns the whole environment
     * @param left what the first environment has; empty for nothing
     * @param right what the second environment has; empty for nothing
     */
    public record Difference(
            Kind kind, Optional<String> service, String name, Optional<String> left, Optional<String> right) {}

    /**
     * Compares two environments.
     *
     * @param notices is told what could not be compared, and why
     */
    public List<Difference> compare(String left, String right, Consumer<String> notices) {
        return environments.withTemporaryFile(
                left,
                Optional.empty(),
                first -> environments.withTemporaryFile(
                        right, Optional.empty(), second -> compare(first, second, notices)));
    }

    private List<Difference> compare(Environment left, Environment right, Consumer<String> notices) {
        List<Difference> differences = new ArrayList<>();
        TreeSet<String> services = new TreeSet<>(left.model().services().keySet());
        services.addAll(right.model().services().keySet());
        for (String service : services) {
            add(differences, Kind.IMAGE, service, "image", image(left, service), image(right, service));
            Map<String, String> ours = limits(left, service);
            Map<String, String> theirs = limits(right, service);
            addAll(differences, Kind.LIMIT, Optional.of(service), ours, theirs);
            addAll(differences, Kind.PORT, Optional.of(service), ports(left, service), ports(right, service));
        }
        addAll(
                differences,
                Kind.VARIABLE,
                Optional.empty(),
                variables(left.definition()),
                variables(right.definition()));
        compareMigrations(left, right, differences, notices);
        compareSecrets(left, right, differences, notices);
        return differences;
    }

    private void compareMigrations(
            Environment left, Environment right, List<Difference> differences, Consumer<String> notices) {
        if (left.definition().migrations().isEmpty()
                && right.definition().migrations().isEmpty()) {
            return;
        }
        Optional<String> first = version(left, notices);
        Optional<String> second = version(right, notices);
        if (!first.equals(second)) {
            differences.add(new Difference(Kind.MIGRATION, Optional.empty(), "schema version", first, second));
        }
    }

    private Optional<String> version(Environment environment, Consumer<String> notices) {
        try {
            return migrations.version(
                    environment, environments.engine(environment.compose().engine()));
        } catch (BerthException e) {
            notices.accept("the schema version of %s is not known: %s".formatted(environment.name(), e.getMessage()));
            return Optional.empty();
        }
    }

    private void compareSecrets(
            Environment left, Environment right, List<Difference> differences, Consumer<String> notices) {
        TreeSet<String> names = new TreeSet<>(left.secrets().secrets().keySet());
        names.addAll(right.secrets().secrets().keySet());
        if (names.isEmpty()) {
            return;
        }
        Map<String, StoredSecret> first;
        Map<String, StoredSecret> second;
        try {
            first = stores.apply(left.definition()).readAll(names);
            second = stores.apply(right.definition()).readAll(names);
        } catch (BerthException e) {
            notices.accept("secrets are left out: " + e.getMessage());
            return;
        }
        for (String name : names) {
            StoredSecret ours = first.get(name);
            StoredSecret theirs = second.get(name);
            if (ours == null ? theirs != null : theirs == null || !ours.value().equals(theirs.value())) {
                differences.add(new Difference(Kind.SECRET, Optional.empty(), name, presence(ours), presence(theirs)));
            }
        }
    }

    private static Optional<String> presence(@Nullable StoredSecret secret) {
        return secret == null ? Optional.empty() : Optional.of("present");
    }

    private static Optional<String> image(Environment environment, String service) {
        return Optional.ofNullable(environment.model().services().get(service)).map(ComposeModel.Service::image);
    }

    private static Map<String, String> limits(Environment environment, String service) {
        Map<String, String> limits = new TreeMap<>();
        if (environment.model().services().containsKey(service)) {
            ContainerLimits wanted = environment.stack().service(service).limits();
            wanted.cpus().ifPresent(cpus -> limits.put("cpus", Double.toString(cpus)));
            put(limits, "memory", wanted.memoryBytes());
            put(limits, "pids", wanted.pids());
        }
        return limits;
    }

    private static void put(Map<String, String> limits, String name, OptionalLong value) {
        value.ifPresent(number -> limits.put(name, Long.toString(number)));
    }

    private static Map<String, String> ports(Environment environment, String service) {
        Map<String, String> ports = new TreeMap<>();
        ComposeModel.Service resolved = environment.model().services().get(service);
        if (resolved != null) {
            for (PublishedPort port : resolved.ports()) {
                ports.put(
                        port.container() + "/" + port.protocol(),
                        port.address().isEmpty() ? Integer.toString(port.host()) : port.address() + ":" + port.host());
            }
        }
        return ports;
    }

    private static Map<String, String> variables(Definition definition) {
        Map<String, String> variables = new TreeMap<>();
        definition
                .variables()
                .forEach((name, variable) -> variables.put(
                        name,
                        switch (variable) {
                            case Definition.Variable.Text text -> text.value();
                            case Definition.Variable.Secret secret -> "secret " + secret.name();
                        }));
        return variables;
    }

    private static void addAll(
            List<Difference> differences,
            Kind kind,
            Optional<String> service,
            Map<String, String> left,
            Map<String, String> right) {
        TreeSet<String> names = new TreeSet<>(left.keySet());
        names.addAll(right.keySet());
        for (String name : names) {
            Optional<String> ours = Optional.ofNullable(left.get(name));
            Optional<String> theirs = Optional.ofNullable(right.get(name));
            if (!ours.equals(theirs)) {
                differences.add(new Difference(kind, service, name, ours, theirs));
            }
        }
    }

    private static void add(
            List<Difference> differences,
            Kind kind,
            String service,
            String name,
            Optional<String> left,
            Optional<String> right) {
        if (!left.equals(right)) {
            differences.add(new Difference(kind, Optional.of(service), name, left, right));
        }
    }
}
