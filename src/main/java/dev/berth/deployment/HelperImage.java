package dev.berth.deployment;

import dev.berth.backup.Backups;
import dev.berth.docker.Engine;
import dev.berth.environment.EngineState;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.process.Program;
import dev.berth.process.ProgramResult;
import dev.berth.process.ProgramRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes sure that an engine has an image of Berth's own containers: builds it there from Berth's installation. */
final class HelperImage {
    private static final Duration BUILD_TIMEOUT = Duration.ofMinutes(10);
    /** Made where no image registry answers; preferred where it is, for then a pull would fail. */
    private static final String OWN_BASE = "berth/base:trixie";

    private final ProgramRunner programs;
    private final Path installation;
    private final String image;
    private final String dockerfile;

    private HelperImage(ProgramRunner programs, Path installation, String image, String dockerfile) {
        this.programs = programs;
        this.installation = installation;
        this.image = image;
        this.dockerfile = dockerfile;
    }

    /** What locks, state and helpers are made of. */
    static HelperImage of(ProgramRunner programs, Path installation) {
        return new HelperImage(programs, installation, EngineState.HELPER_IMAGE, "helper/Dockerfile");
    }

    /** What backups are read and written in. */
    static HelperImage forBackups(ProgramRunner programs, Path installation) {
        return new HelperImage(programs, installation, Backups.IMAGE, "backup/Dockerfile");
    }

    /** Whether it had to be built. */
    boolean ensure(Engine engine) {
        if (engine.image(image).isPresent()) {
            return false;
        }
        Path context = installation.resolve("compose");
        Path file = context.resolve(dockerfile);
        if (!Files.exists(file)) {
            throw missing("Berth's installation has no " + file);
        }
        List<String> words = new ArrayList<>(List.of("docker", "build", "--quiet", "-t", image));
        if (engine.image(OWN_BASE).isPresent()) {
            words.addAll(List.of("--build-arg", "BASE=" + OWN_BASE));
        }
        words.addAll(List.of("--file", file.toString(), context.toString()));
        ProgramResult result = programs.run(Program.of(BUILD_TIMEOUT, words.toArray(String[]::new))
                .with(Map.of("DOCKER_HOST", engine.address().host())));
        if (!result.succeeded()) {
            throw missing(lastLine(result.error()));
        }
        return true;
    }

    private static String lastLine(String text) {
        return text.strip().lines().reduce((first, second) -> second).orElse("docker build said nothing");
    }

    private BerthException missing(String reason) {
        return new BerthException(
                ErrorCode.IMAGE_MISSING,
                "cannot build Berth's helper image %s: %s".formatted(image, reason),
                "Where no image registry is reachable, ./quickstart makes the base image it is built from.");
    }
}
