package dev.berth.docker;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.process.Program;
import dev.berth.process.ProgramException;
import dev.berth.process.ProgramResult;
import dev.berth.process.ProgramRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds Compose on this machine: the plugin itself, which saves starting docker, else by way of docker. */
final class ComposeProgram {
    private static final String PLUGIN = "docker-compose";
    private static final List<String> SYSTEM_FOLDERS = List.of(
            "/usr/local/lib/docker/cli-plugins",
            "/usr/local/libexec/docker/cli-plugins",
            "/usr/lib/docker/cli-plugins",
            "/usr/libexec/docker/cli-plugins",
            "/opt/homebrew/lib/docker/cli-plugins",
            "/Applications/Docker.app/Contents/Resources/cli-plugins");
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.\\d+)?");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OLDEST_MAJOR = 2;
    private static final int OLDEST_MINOR = 20;
    private static final String REMEDY =
            "Install Docker's Compose plugin, 2.20 or newer (package docker-compose-plugin, or docker-compose in Debian 13).";

    private final ProgramRunner programs;
    private final Path settings;
    private final List<Path> systemFolders;
    private final List<String> byDocker;
    private final Map<String, String> environment;
    private @Nullable List<String> words;
    private @Nullable String version;

    ComposeProgram(ProgramRunner programs, Path settings, Map<String, String> environment) {
        this(
                programs,
                settings,
                SYSTEM_FOLDERS.stream().map(Path::of).toList(),
                List.of("docker", "compose"),
                environment);
    }

    /**
     * The same, where a machine is laid out differently.
     *
     * @param byDocker the words that start it by way of docker
     */
    ComposeProgram(
            ProgramRunner programs,
            Path settings,
            List<Path> systemFolders,
            List<String> byDocker,
            Map<String, String> environment) {
        this.programs = programs;
        this.settings = settings;
        this.systemFolders = systemFolders;
        this.byDocker = byDocker;
        this.environment = environment;
    }

    /** The words that start it. */
    synchronized List<String> words() {
        List<String> known = words;
        if (known == null) {
            known = plugin().map(file -> List.of(file.toString())).orElse(byDocker);
            words = known;
        }
        return known;
    }

    /** Its version, such as 2.26.1; refuses one that is too old. */
    synchronized String version() {
        String known = version;
        if (known == null) {
            known = checked(asked());
            version = known;
        }
        return known;
    }

    private Optional<Path> plugin() {
        List<Path> folders = new ArrayList<>();
        folders.add(settings.resolve("cli-plugins"));
        folders.addAll(extraFolders());
        folders.addAll(systemFolders);
        return folders.stream()
                .map(folder -> folder.resolve(PLUGIN))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private List<Path> extraFolders() {
        Path file = settings.resolve("config.json");
        List<Path> folders = new ArrayList<>();
        if (Files.exists(file)) {
            try {
                JsonObject configuration = JsonParser.object().from(Files.readString(file));
                for (Object folder : configuration.getArray("cliPluginsExtraDirs", new JsonArray())) {
                    folders.add(Path.of(String.valueOf(folder)));
                }
            } catch (IOException | JsonParserException e) {
                // Where the docker command line cannot read its settings, it knows no more folders either.
                return List.of();
            }
        }
        return folders;
    }

    private String asked() {
        List<String> question = new ArrayList<>(words());
        question.addAll(List.of("version", "--short"));
        ProgramResult answer;
        try {
            answer = programs.run(Program.of(PATIENCE, question.toArray(String[]::new)));
        } catch (ProgramException e) {
            throw missing(e);
        }
        if (!answer.succeeded()) {
            throw missing(null);
        }
        return answer.output();
    }

    private static String checked(String answer) {
        Matcher matcher = VERSION.matcher(answer);
        if (!matcher.find()) {
            throw new BerthException(
                    ErrorCode.COMPOSE_UNUSABLE,
                    "Docker Compose does not tell its version (%s)".formatted(answer.strip()),
                    REMEDY);
        }
        int major = Integer.parseInt(matcher.group(1));
        int minor = Integer.parseInt(matcher.group(2));
        if (major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR)) {
            throw new BerthException(
                    ErrorCode.COMPOSE_UNUSABLE, "Docker Compose %s is too old".formatted(matcher.group()), REMEDY);
        }
        return matcher.group();
    }

    private BerthException missing(@Nullable ProgramException cause) {
        Optional<Path> discontinued = onPath();
        String message = discontinued
                .map(file -> "only the discontinued Compose v1 is here (%s)".formatted(file))
                .orElse("there is no Docker Compose on this machine");
        return new BerthException(ErrorCode.COMPOSE_UNUSABLE, message, REMEDY, cause);
    }

    private Optional<Path> onPath() {
        return List.of(environment.getOrDefault("PATH", "").split(":")).stream()
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, PLUGIN))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
