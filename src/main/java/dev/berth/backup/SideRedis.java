package dev.berth.backup;

import dev.berth.docker.Engine;
import dev.berth.docker.ExecResult;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A copy of what a Redis kept, in a folder of its own, as the base of an append-only log: a Redis with such a log on would
 * start empty beside a mere snapshot, and write that emptiness over it.
 */
final class SideRedis {
    static final String LOG_FOLDER = "appendonlydir";
    static final String SNAPSHOT = "dump.rdb";
    private static final Pattern KEYS = Pattern.compile("\\[info\\] (\\d+) keys read");

    /** FOLDER PATH: brings a snapshot back, as such and as the base of a log, as the owner of the volume. */
    private static final String PLACE = """
            set -eu
            rm -rf "$1"
            mkdir -p "$1/appendonlydir"
            fetch "$2" >"$1/appendonlydir/appendonly.aof.1.base.rdb"
            echo 'file appendonly.aof.1.base.rdb seq 1 type b' >"$1/appendonlydir/appendonly.aof.manifest"
            ln "$1/appendonlydir/appendonly.aof.1.base.rdb" "$1/dump.rdb"
            owner=${1%/*}
            for kept in "$owner/appendonlydir" "$owner/dump.rdb"; do
              if [ -e "$kept" ]; then owner=$kept; break; fi
            done
            chown -R --reference="$owner" "$1"
            sync --file-system "$1"
            stat --format=%u:%g "$1"
            """;

    /** FOLDER: has a server read it, and prints its answer to INFO keyspace. */
    private static final String LOAD = """
            set -eu
            redis-server --port 0 --unixsocket /tmp/berth.sock --dir "$1" --appendonly yes --save '' >/tmp/berth.log 2>&1 &
            server=$!
            until redis-cli -s /tmp/berth.sock INFO persistence 2>/dev/null | grep -q '^loading:0'; do
              kill -0 "$server"
              sleep 0.1
            done
            redis-cli -s /tmp/berth.sock INFO keyspace
            redis-cli -s /tmp/berth.sock SHUTDOWN NOSAVE
            """;

    private final Engine engine;
    private final Scope scope;

    SideRedis(Engine engine, Scope scope) {
        this.engine = engine;
        this.scope = scope;
    }

    /** Brings a set's keys back into a folder, in the workbench of the repository; returns whose it is, as {@code UID:GID}. */
    static String place(Workbench workbench, BackupSet.Redis set, String folder) {
        return workbench.require(
                "bring back the keys of " + set.service(),
                "sh",
                "-c",
                PLACE,
                "berth",
                folder,
                set.part().path());
    }

    /**
     * Has a Redis of the service's own image read the copy.
     *
     * @param volume in which it lies
     * @param folder within the volume
     * @param owner of the folder, as {@code UID:GID}
     * @return how many keys it holds
     * @throws BerthException BACKUP_DAMAGED where it cannot be read
     */
    long load(Scope.RedisService service, String volume, String folder, String owner) {
        try (Workbench redis = Workbench.open(
                engine,
                new Workbench.Equipment(
                        scope.environment().project(),
                        "backup",
                        service.image(),
                        Optional.of(owner),
                        List.of(volume + ":/data"),
                        "none",
                        List.of()))) {
            String place = "/data/" + folder;
            ExecResult checked = redis.run("redis-check-rdb", place + "/" + LOG_FOLDER + "/appendonly.aof.1.base.rdb");
            Matcher keys = KEYS.matcher(checked.output());
            if (!checked.succeeded() || !keys.find()) {
                throw damaged(service, Workbench.lastWords(checked));
            }
            ExecResult loaded = redis.run("sh", "-c", LOAD, "berth", place);
            if (!loaded.succeeded()) {
                throw damaged(service, Workbench.lastWords(redis.run("cat", "/tmp/berth.log")));
            }
            return Long.parseLong(keys.group(1));
        }
    }

    private static BerthException damaged(Scope.RedisService service, String words) {
        return new BerthException(
                ErrorCode.BACKUP_DAMAGED,
                "the keys of %s cannot be read: %s".formatted(service.name(), words),
                "What serves was not touched. backup verify says what is missing or damaged.");
    }
}
