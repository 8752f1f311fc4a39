package dev.berth.backup;

import dev.berth.docker.ComposeModel;
import dev.berth.docker.ContainerSpecification;
import dev.berth.docker.Engine;
import dev.berth.docker.ExecResult;
import dev.berth.environment.Environment;
import dev.berth.environment.Observation;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The clusters that lie in a database's volume, beside what the image that is defined for it can serve. A PostgreSQL serves
 * clusters of its own major version, and some images make a new, empty one where they find none.
 *
 * @param program the major version of the image's PostgreSQL, such as 17
 * @param place where the image keeps its cluster; empty where it does not say
 * @param served where the container that is there keeps it; empty where there is none, or it does not say
 */
public record ClusterFiles(
        String service, String image, int program, String place, String served, List<Found> clusters) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Each folder of the environment's that may hold a cluster, as arguments; what restores and upgrades put beside is none. */
    private static final String LOOK = """
            set -eu
            postgres --version
            printf 'place %s\\n' "${PGDATA:-}"
            for folder; do
              find "$folder" -maxdepth 3 -name PG_VERSION ! -path '*/base/*' ! -path '*/PG_*/*' ! -path '*.new/*' \\
                ! -path '*/beside-*' ! -path '*/pgsql_tmp-*' ! -path '*/before-*' ! -path '*/undone-*' |
              while read -r file; do
                printf 'cluster %s %s %s\\n' "$(cat "$file")" "$(stat --format=%u:%g "${file%/*}")" "${file%/*}"
              done
            done
            """;

    private static final Pattern PROGRAM = Pattern.compile("postgres \\(PostgreSQL\\) ([0-9]+).*");
    private static final Pattern CLUSTER = Pattern.compile("cluster ([0-9]+)\\S* ([0-9]+:[0-9]+) (.+)");

    /**
     * One of them.
     *
     * @param version its major version
     * @param owner as {@code UID:GID}
     * @param folder as its container has it
     */
    public record Found(int version, String owner, String folder) {}

    /** Looks, in a container of the service's image that can write nothing; empty where no volume of it is there yet. */
    public static Optional<ClusterFiles> of(Engine engine, Environment environment, String service) {
        ComposeModel.Service defined = environment.composeService(service);
        List<String> there =
                engine.volumes(Map.of()).stream().map(volume -> volume.name()).toList();
        List<ComposeModel.Mount> mounts = defined.mounts().stream()
                .filter(mount -> !mount.readOnly()
                        && (mount.type().equals("bind")
                                || (mount.type().equals("volume") && there.contains(mount.source()))))
                .toList();
        if (mounts.isEmpty()) {
            return Optional.empty();
        }
        List<String> command = new ArrayList<>(List.of("-c", LOOK, "berth"));
        mounts.forEach(mount -> command.add(mount.target()));
        ExecResult result = engine.run(
                new ContainerSpecification(
                        Optional.empty(),
                        defined.image(),
                        command,
                        Optional.of("0:0"),
                        Map.of("dev.berth.project", environment.project(), "dev.berth.purpose", "look"),
                        mounts.stream()
                                .map(mount -> mount.source() + ":" + mount.target() + ":ro")
                                .toList(),
                        "none",
                        List.of("DAC_READ_SEARCH"),
                        false,
                        true,
                        false,
                        List.of("sh")),
                InputStream.nullInputStream(),
                PATIENCE);
        return result.succeeded()
                ? Optional.of(parse(service, defined.image(), result.output())
                        .at(
                                defined.environment().get("PGDATA"),
                                Scope.data(engine, Observation.of(engine, environment.project()), service)))
                : Optional.empty();
    }

    /** @param defined where the Compose file has it keep its cluster, whatever the image says */
    private ClusterFiles at(@Nullable String defined, Optional<String> container) {
        return new ClusterFiles(
                service, image, program, defined == null ? place : defined, container.orElse(""), clusters);
    }

    static ClusterFiles parse(String service, String image, String printed) {
        int program = 0;
        String place = "";
        List<Found> clusters = new ArrayList<>();
        for (String line : printed.lines().toList()) {
            Matcher version = PROGRAM.matcher(line);
            Matcher cluster = CLUSTER.matcher(line);
            if (version.matches()) {
                program = Integer.parseInt(version.group(1));
            } else if (line.startsWith("place ")) {
                place = line.substring("place ".length()).strip();
            } else if (cluster.matches()) {
                clusters.add(new Found(Integer.parseInt(cluster.group(1)), cluster.group(2), cluster.group(3)));
            }
        }
        return new ClusterFiles(service, image, program, place, "", List.copyOf(clusters));
    }

    /** The cluster that this image cannot serve, although it is the environment's; empty where it can, or there is none. */
    public Optional<Found> unfit() {
        Optional<Found> live = clusters.stream()
                .filter(cluster -> cluster.folder().equals(served))
                .findFirst();
        if (live.isPresent()) {
            return live.filter(cluster -> cluster.version() != program);
        }
        boolean fits = clusters.stream().anyMatch(cluster -> cluster.version() == program);
        return fits ? Optional.empty() : clusters.stream().findFirst();
    }

    /**
     * Refuses to start the image beside a cluster that it does not serve.
     *
     * @throws BerthException PREFLIGHT_FAILED with the way on
     */
    public void refuseUnfit() {
        unfit().ifPresent(cluster -> {
            throw new BerthException(
                    ErrorCode.PREFLIGHT_FAILED,
                    "%s holds data of PostgreSQL %d, and its image %s is PostgreSQL %d"
                            .formatted(service, cluster.version(), image, program),
                    cluster.version() < program
                            ? "Next: stack upgrade   brings the data to the new version, with a way back."
                            : "PostgreSQL never goes back to an older version: define an image of PostgreSQL %d, or take an upgrade back: stack upgrade --undo"
                                    .formatted(cluster.version()));
        });
    }
}
