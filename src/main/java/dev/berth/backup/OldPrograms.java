package dev.berth.backup;

import dev.berth.docker.ContainerSpecification;
import dev.berth.docker.Engine;
import dev.berth.docker.EngineException;
import dev.berth.docker.ExecResult;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The programs of an older PostgreSQL, out of its image, in a volume that a container of a newer image can use; with the
 * libraries that they need. PostgreSQL finds its other files from where its programs lie.
 */
final class OldPrograms implements AutoCloseable {
    static final String FOLDER = "/old";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Without its compiler of expressions, which has a library larger than all others. */
    private static final String SAVE = """
            set -eu
            bin=$(dirname "$(readlink -f "$(command -v postgres)")")
            case $bin in
              /usr/lib/postgresql/*/bin) version=${bin#/usr/lib/postgresql/}; version=${version%/bin} ;;
              *) echo "its programs lie in $bin, and not where Debian keeps them" >&2; exit 1 ;;
            esac
            find /old -mindepth 1 -delete
            mkdir -p /old/lib/postgresql /old/share/postgresql /old/needed
            cp -r "/usr/lib/postgresql/$version" /old/lib/postgresql
            cp -r "/usr/share/postgresql/$version" /old/share/postgresql
            rm -rf "/old/lib/postgresql/$version/lib/bitcode" "/old/lib/postgresql/$version"/lib/llvmjit*
            find "/old/lib/postgresql/$version" -type f -exec ldd {} \\; 2>/dev/null |
            sed -n 's/.*=> \\(\\/[^ ]*\\) .*/\\1/p' | sort -u |
            while read -r library; do cp -L "$library" /old/needed/; done
            echo "/old/lib/postgresql/$version/bin"
            """;

    /** FOLDER: links there what the newer image lacks of the libraries, and nothing that it has. */
    private static final String LINK = """
            set -eu
            mkdir -p "$1"
            export LD_LIBRARY_PATH="$1"
            while :; do
              more=
              for name in $(find /old/lib -type f -exec ldd {} \\; 2>/dev/null | sed -n 's/^\\s*\\(\\S*\\) => not found$/\\1/p' | sort -u); do
                if [ -e "/old/needed/$name" ] && [ ! -e "$1/$name" ]; then
                  ln -s "/old/needed/$name" "$1/$name"
                  more=yes
                fi
              done
              [ -n "$more" ] || break
            done
            """;

    private final Engine engine;
    private final String volume;
    private final String bin;

    private OldPrograms(Engine engine, String volume, String bin) {
        this.engine = engine;
        this.volume = volume;
        this.bin = bin;
    }

    /** @param image the id or name of the older image */
    static OldPrograms of(Engine engine, String project, String image, int version) {
        String volume = project + "_older-programs";
        Map<String, String> labels = Map.of("dev.berth.project", project, "dev.berth.purpose", ClusterUpgrade.PURPOSE);
        engine.createVolume(volume, labels);
        ExecResult result = engine.run(
                new ContainerSpecification(
                        Optional.empty(),
                        image,
                        List.of("-c", SAVE),
                        Optional.of("0:0"),
                        labels,
                        List.of(volume + ":" + FOLDER),
                        "none",
                        List.of("DAC_OVERRIDE"),
                        false,
                        true,
                        false,
                        List.of("sh")),
                InputStream.nullInputStream(),
                PATIENCE);
        if (!result.succeeded()) {
            engine.removeVolume(volume);
            throw new BerthException(
                    ErrorCode.PREFLIGHT_FAILED,
                    "the programs of the older version cannot be taken out of its image: "
                            + Workbench.lastWords(result),
                    "Bring the data over by a dump: docs/upgrades.md says how. Nothing was changed.");
        }
        String bin = result.output().strip();
        if (!bin.endsWith("/%d/bin".formatted(version))) {
            engine.removeVolume(volume);
            throw new BerthException(
                    ErrorCode.PREFLIGHT_FAILED,
                    "the image that ran last is not of PostgreSQL %d, which the data is of: its programs lie in %s"
                            .formatted(version, bin),
                    "Bring up that version first, with its image in the Compose file. Nothing was changed.");
        }
        return new OldPrograms(engine, volume, bin);
    }

    /** As a container specification has it. */
    String bind() {
        return volume + ":" + FOLDER + ":ro";
    }

    /** The folder of its programs. */
    String bin() {
        return bin;
    }

    /** Has them find their libraries in a container of the newer image. */
    void link(Workbench workbench, String folder) {
        workbench.require("find the libraries of the older version", "sh", "-c", LINK, "berth", folder);
    }

    @Override
    public void close() {
        try {
            engine.removeVolume(volume);
        } catch (EngineException e) {
            // A killed run's container may still hold it; the next upgrade fills it anew, and removes it.
            return;
        }
    }
}
