package dev.berth.delivery;

import dev.berth.docker.ContainerSpecification;
import dev.berth.docker.Engine;
import dev.berth.docker.ExecResult;
import dev.berth.environment.EngineState;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.secret.SecretValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Writes sets of files below a tmpfs of the engine's host, through a container that can do nothing else.
 *
 * <p>A set is complete in a folder of its own before {@code current} is turned to it in one rename, so that a reader never
 * sees half of one; a link that a run left behind before that rename is replaced. The values travel on standard input.
 */
final class HostWriter {
    /** How sets are named that are there for once: no service has such a name, and they are not listed. */
    static final String ASIDE = ".aside-";

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    /** How the folder of a generation is named, before its number. */
    private static final String FOLDER = "gen-";

    private static final String PREPARE = """
            set -eu
            umask 077
            root=/t/berth
            mkdir -p "$root"
            if [ "$(stat -c %u "$root")" != "$(id -u)" ] || [ -h "$root" ]; then
              echo "$root belongs to somebody else" >&2; exit 3
            fi
            chmod 700 "$root"
            project="$root/$1"; shift
            mkdir -p "$project"
            """;
    /** Arguments after the project: service:generation:kept:user:group */
    private static final String WRITE = PREPARE + """
            for set; do
              IFS=: read -r service generation kept user group <<END
            $set
            END
              mkdir -p "$project/$service"
              rm -rf "$project/$service/gen-$generation"
            done
            tar -x -p --numeric-owner -C "$project"
            for set; do
              IFS=: read -r service generation kept user group <<END
            $set
            END
              cd "$project/$service"
              chown "$user:$group" . "gen-$generation"
              chmod 500 . "gen-$generation"
              ln -sfn "gen-$generation" .turn
              chown -h "$user:$group" .turn
              mv -T .turn current
              for old in gen-*; do
                case $old in "gen-$generation" | "gen-$kept") ;; *) rm -rf "$old" ;; esac
              done
            done
            """;
    /** Arguments after the project: service:generation:user:group */
    private static final String TURN = PREPARE + """
            for set; do
              IFS=: read -r service generation user group <<END
            $set
            END
              cd "$project/$service"
              [ -d "gen-$generation" ] || { echo "gen-$generation of $service is gone" >&2; exit 4; }
              ln -sfn "gen-$generation" .turn
              chown -h "$user:$group" .turn
              mv -T .turn current
            done
            """;

    private final Engine engine;
    private final String place;

    /** @param place the tmpfs on the engine's host */
    HostWriter(Engine engine, String place) {
        this.engine = engine;
        this.place = place;
    }

    /**
     * One service's next set.
     *
     * @param kept the generation that stays beside it
     */
    record FileSet(String service, int generation, int kept, ServiceUsers.User user, Map<String, SecretValue> files) {}

    void write(String project, Collection<FileSet> sets) {
        List<String> arguments = new ArrayList<>();
        sets.forEach(set -> arguments.add("%s:%d:%d:%d:%d"
                .formatted(
                        set.service(),
                        set.generation(),
                        set.kept(),
                        set.user().user(),
                        set.user().group())));
        run(WRITE, project, arguments, new ByteArrayInputStream(archive(sets)));
    }

    /** Makes an older set, which must still be there, current again. */
    void turn(String project, String service, int generation, ServiceUsers.User user) {
        run(
                TURN,
                project,
                List.of("%s:%d:%d:%d".formatted(service, generation, user.user(), user.group())),
                InputStream.nullInputStream());
    }

    /** Which generation is current, by service; a service without a set is absent. */
    Map<String, Integer> current(String project) {
        ExecResult result = run(
                PREPARE
                        + "cd \"$project\"; for link in */current; do [ -h \"$link\" ] && echo \"${link%/current} $(readlink \"$link\")\"; done; true",
                project,
                List.of(),
                InputStream.nullInputStream());
        Map<String, Integer> current = new TreeMap<>();
        result.output()
                .lines()
                .map(line -> line.split(" ", 2))
                .forEach(words -> generation(words[1]).ifPresent(generation -> current.put(words[0], generation)));
        return current;
    }

    /** The generation that a link named current leads to. */
    static OptionalInt generation(String target) {
        return target.matches(FOLDER + "[0-9]{1,9}")
                ? OptionalInt.of(Integer.parseInt(target.substring(FOLDER.length())))
                : OptionalInt.empty();
    }

    /** Removes everything of a project. */
    void remove(String project) {
        run(PREPARE + "rm -rf \"$project\"", project, List.of(), InputStream.nullInputStream());
    }

    /** Removes a set that was there for once, and those that nobody has removed within a week. */
    void removeAside(String project, String name) {
        run(
                PREPARE + "rm -rf \"$project/$1\"\n" + "find \"$project\" -maxdepth 1 -name '" + ASIDE
                        + "*' -mtime +6 -exec rm -rf {} +",
                project,
                List.of(name),
                InputStream.nullInputStream());
    }

    private ExecResult run(String script, String project, List<String> arguments, InputStream input) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "berth", project));
        command.addAll(arguments);
        ExecResult result = engine.run(
                new ContainerSpecification(
                        Optional.empty(),
                        EngineState.HELPER_IMAGE,
                        command,
                        Optional.of("0:0"),
                        Map.of("dev.berth.project", project, "dev.berth.purpose", "secrets"),
                        List.of(place + ":/t"),
                        "none",
                        List.of("CHOWN", "FOWNER", "DAC_OVERRIDE"),
                        true,
                        false,
                        false),
                input,
                TIMEOUT);
        if (!result.succeeded()) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "cannot write secrets to %s on the engine's host: %s"
                            .formatted(place, result.error().strip()),
                    "Check the free memory there, and that %s/berth belongs to root. The sets before are unchanged."
                            .formatted(place));
        }
        return result;
    }

    private static byte[] archive(Collection<FileSet> sets) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (FileSet set : sets) {
                String folder = set.service() + "/gen-" + set.generation() + "/";
                add(tar, folder, 0500, set.user(), new byte[0]);
                for (Map.Entry<String, SecretValue> file : set.files().entrySet()) {
                    byte[] content = file.getValue().reveal().getBytes(StandardCharsets.UTF_8);
                    add(tar, folder + file.getKey(), 0400, set.user(), content);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, String path, int mode, ServiceUsers.User user, byte[] content)
            throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.setMode(mode);
        entry.setUserId(user.user());
        entry.setGroupId(user.group());
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
