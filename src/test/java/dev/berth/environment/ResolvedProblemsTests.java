package dev.berth.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.berth.docker.ComposeModel;
import dev.berth.docker.ContainerLimits;
import dev.berth.docker.PublishedPort;
import dev.berth.workspace.Definitions;
import dev.berth.workspace.Problem;
import dev.berth.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolvedProblemsTests {
    @TempDir
    private Path root;

    @Test
    void ofWhenEveryServiceIsThereAsksComposeNoMore() throws Exception {
        assertThat(problems("services: {rest: {}}", ResolvedProblemsTests::notAsked, service("rest")))
                .isEmpty();
    }

    @Test
    void ofWhenAServiceIsUnknownNamesItsPlaceAndThoseThereAre() throws Exception {
        assertThat(problems("services: {rset: {}}", () -> Set.of("rest", "off"), service("rest")))
                .containsExactly(new Problem(
                        Path.of("environments/dev.yaml"),
                        2,
                        12,
                        "services.rset",
                        "no compose file defines a service rset",
                        Optional.of("The compose files define: rest")));
    }

    @Test
    void ofWhenAServiceBelongsToAProfileThatIsOffFindsNothingWrong() throws Exception {
        assertThat(problems("services: {storage: {}}", () -> Set.of("rest", "storage"), service("rest")))
                .isEmpty();
    }

    @Test
    void ofWhenTwoServicesPublishOnePortNamesBoth() throws Exception {
        assertThat(problems("", ResolvedProblemsTests::notAsked, service("a", port(8080)), service("b", port(8080))))
                .extracting(Problem::message)
                .containsExactly("services a and b both publish host port 8080/tcp");
    }

    @Test
    void ofWhenOneOfTwoWithThePortHasNoContainerFindsNothingWrong() throws Exception {
        assertThat(problems(
                        "services: {b: {replicas: 0}}",
                        ResolvedProblemsTests::notAsked,
                        service("a", port(8080)),
                        service("b", port(8080))))
                .isEmpty();
    }

    @Test
    void ofWhenPortsDifferFindsNothingWrong() throws Exception {
        assertThat(problems(
                        "",
                        ResolvedProblemsTests::notAsked,
                        service("a", port(8080), port(0)),
                        service("b", port(8081), port(0))))
                .isEmpty();
    }

    @Test
    void ofWhenNoImageCanBeNamedSoSaysWhereThatStands() throws Exception {
        ResolvedProblems check = check(
                "", "services:\n  shop:\n    build: .\n    image: ${PREFIX}ber:1\n", ResolvedProblemsTests::notAsked);

        assertThat(check.of(model(image("shop", "\u00dcber:1"))))
                .containsExactly(
                        new Problem(
                                Path.of("compose.yaml"),
                                4,
                                12,
                                "services.shop.image",
                                "service shop has the image \"\u00dcber:1\", and no image can be named so",
                                Optional.of(
                                        "Write [REGISTRY/]NAME[:TAG], without spaces, the name in lower-case letters, digits and . _ -")));
        assertThat(check.of(model(image("shop", "acme/shop:1")))).isEmpty();
    }

    @Test
    void ofWhenOnlyComposeFindsTheImpossibleImageNamesTheDefinition() throws Exception {
        assertThat(problems("", ResolvedProblemsTests::notAsked, image("shop", "a b")))
                .extracting(Problem::file, Problem::line, Problem::path)
                .containsExactly(tuple(Path.of("environments/dev.yaml"), 1, "compose.files"));
        assertThat(check("", "services: {shop: {image: !override a b}}\n", ResolvedProblemsTests::notAsked)
                        .of(model(image("shop", "a b"))))
                .extracting(Problem::path)
                .containsExactly("compose.files");
    }

    @Test
    void ofWhenComposeNamesTheImageItselfOrASecretIsPartOfItFindsNothingWrong() throws Exception {
        assertThat(problems("", ResolvedProblemsTests::notAsked, image("Shop", "acme-dev-Shop")))
                .isEmpty();
        assertThat(problems(
                        "variables: {TAG: {secret: tag}}",
                        ResolvedProblemsTests::notAsked,
                        image("shop", "shop:${TAG}")))
                .isEmpty();
    }

    @Test
    void ofWhenComposeWantsTwoContainersOfAStoreRefuses() throws Exception {
        assertThat(problems("services: {db: {kind: postgres}}", ResolvedProblemsTests::notAsked, store("db", 2)))
                .extracting(Problem::path, Problem::message)
                .containsExactly(tuple(
                        "compose.files", "db is a store (kind postgres) and would have 2 containers on the same data"));
    }

    @Test
    void ofWhenADatabaseThatNobodyCalledAStoreIsDoubledRefuses() throws Exception {
        assertThat(problems("", ResolvedProblemsTests::notAsked, store("db", 2)))
                .extracting(Problem::message)
                .containsExactly("db is a store (image postgres:17) and would have 2 containers on the same data");
        assertThat(problems("services: {db: {replicas: 3}}", ResolvedProblemsTests::notAsked, store("db", 1)))
                .extracting(Problem::path)
                .containsExactly("services.db.replicas");
        assertThat(problems(
                        "services: {db: {twin: {service: db-green, gateway: gate, divert: [a], restore: [b]}}}",
                        ResolvedProblemsTests::notAsked,
                        store("db", 1)))
                .extracting(Problem::path)
                .containsExactly("services.db.twin");
    }

    @Test
    void ofWhenTheDefinitionGivesAStoreOneContainerTakesIt() throws Exception {
        assertThat(problems(
                        "services: {db: {kind: postgres, replicas: 1}}",
                        ResolvedProblemsTests::notAsked,
                        store("db", 2)))
                .isEmpty();
    }

    @Test
    void ofAllProfilesWhenATwinIsThereFindsNothingWrong() throws Exception {
        assertThat(check(twin("gateway"), () -> Set.of("rest", "rest-green", "gateway"))
                        .ofAllProfiles(model(service("rest"), service("gateway"))))
                .isEmpty();
    }

    @Test
    void ofAllProfilesWhenATwinCannotServeSaysWhy() throws Exception {
        assertThat(check(twin("gateway"), () -> Set.of("rest", "gateway"))
                        .ofAllProfiles(model(service("rest"), service("gateway"))))
                .extracting(Problem::message)
                .containsExactly("no compose file defines a service rest-green");
        assertThat(check(twin("gatewya"), ResolvedProblemsTests::notAsked)
                        .ofAllProfiles(model(service("rest"), service("rest-green"))))
                .extracting(Problem::path, Problem::message)
                .containsExactly(
                        tuple("services.rest.twin.service", "rest-green always runs, so it is no twin of rest"),
                        tuple("services.rest.twin.gateway", "no compose file defines a service gatewya"));
    }

    private static String twin(String gateway) {
        return "services: {rest: {twin: {service: rest-green, gateway: %s, divert: [a], restore: [b]}}}"
                .formatted(gateway);
    }

    private List<Problem> problems(String keys, Supplier<Set<String>> all, ComposeModel.Service... services)
            throws Exception {
        return check(keys, all).of(model(services));
    }

    private ResolvedProblems check(String keys, Supplier<Set<String>> all) throws Exception {
        return check(keys, "services: {}\n", all);
    }

    private ResolvedProblems check(String keys, String compose, Supplier<Set<String>> all) throws Exception {
        Files.createDirectories(root.resolve("environments"));
        Files.writeString(root.resolve("compose.yaml"), compose);
        Files.writeString(root.resolve("environments/dev.yaml"), "compose: {files: [compose.yaml]}\n" + keys + "\n");
        Definitions definitions = Definitions.in(new Workspace(root));
        return new ResolvedProblems(definitions, definitions.read("dev"), all);
    }

    private static ComposeModel model(ComposeModel.Service... services) {
        SequencedMap<String, ComposeModel.Service> byName = new LinkedHashMap<>();
        for (ComposeModel.Service service : services) {
            byName.put(service.name(), service);
        }
        return new ComposeModel("acme-dev", "{}", byName, List.of(), Map.of(), List.of());
    }

    private static Set<String> notAsked() {
        throw new AssertionError("Compose is asked a second time without need");
    }

    private static PublishedPort port(int host) {
        return new PublishedPort("127.0.0.1", host, 80, "tcp");
    }

    private static ComposeModel.Service store(String name, int replicas) {
        return service(
                name,
                "postgres:17",
                replicas,
                List.of(),
                List.of(new ComposeModel.Mount("volume", "acme-dev_data", "/var/lib/postgresql/data", false)));
    }

    private static ComposeModel.Service image(String name, String image) {
        return service(name, image, 1, List.of(), List.of());
    }

    private static ComposeModel.Service service(String name, PublishedPort... ports) {
        return service(name, "image", 1, List.of(ports), List.of());
    }

    private static ComposeModel.Service service(
            String name, String image, int replicas, List<PublishedPort> ports, List<ComposeModel.Mount> mounts) {
        return new ComposeModel.Service(
                name,
                image,
                false,
                Optional.empty(),
                replicas,
                new ContainerLimits(OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty()),
                false,
                false,
                Optional.empty(),
                Map.of(),
                ports,
                List.of(),
                mounts,
                Map.of());
    }
}
