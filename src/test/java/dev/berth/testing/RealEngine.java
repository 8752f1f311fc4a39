package dev.berth.testing;

import dev.berth.docker.ContainerSpecification;
import dev.berth.docker.DockerCompose;
import dev.berth.docker.DockerEngines;
import dev.berth.docker.Engine;
import dev.berth.docker.EngineAddress;
import dev.berth.failure.BerthException;
import dev.berth.process.LocalProgramRunner;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test's share of the real engine: {@code @RegisterExtension final RealEngine real = new RealEngine();}.
 *
 * <p>Where no engine answers the test is skipped, saying so; with {@code CI=true} it fails. Whatever carries the test's
 * project as a label is removed after the test.
 */
public final class RealEngine implements BeforeEachCallback, AfterEachCallback {
    /** An image that the set-up has made sure of; it has a shell and the usual small programs. */
    public static final String IMAGE = "berth/base:trixie";

    private static final String LABEL = "dev.berth.project";

    private final String project =
            "berthit-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    private final LocalProgramRunner programs = new LocalProgramRunner();
    private final DockerEngines engines =
            new DockerEngines(System.getenv(), Path.of(System.getProperty("user.home")), programs);
    private final EngineAddress address = engines.resolve(Optional.empty(), Optional.empty());
    private final Engine engine = engines.open(address);

    /** A name that nobody else has; use it as Compose project, or as beginning of names. */
    public String project() {
        return project;
    }

    public Engine engine() {
        return engine;
    }

    public DockerEngines engines() {
        return engines;
    }

    public EngineAddress address() {
        return address;
    }

    public DockerCompose compose() {
        return new DockerCompose(System.getenv(), Path.of(System.getProperty("user.home")), engines, programs);
    }

    /** The Compose whose plugin lies in another Docker configuration than the user's. */
    public DockerCompose compose(Path configuration) {
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.put("DOCKER_CONFIG", configuration.toString());
        return new DockerCompose(variables, Path.of(System.getProperty("user.home")), engines, programs);
    }

    /** A container of this test that runs a shell command. */
    public ContainerSpecification container(String name, String script) {
        return new ContainerSpecification(
                Optional.of(project + "-" + name),
                IMAGE,
                List.of("sh", "-c", script),
                Optional.empty(),
                Map.of(LABEL, project),
                List.of(),
                "none",
                List.of(),
                false,
                true,
                false);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        try {
            engine.info();
        } catch (BerthException e) {
            if ("true".equals(System.getenv("CI"))) {
                throw e;
            }
            Assumptions.abort("skipped: " + e.getMessage());
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try (engine) {
            DockerProgram.removeProject(project);
        }
    }
}
