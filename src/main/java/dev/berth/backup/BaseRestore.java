package dev.berth.backup;

import dev.berth.docker.Engine;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.List;
import java.util.Optional;

/** Brings a base backup back into a folder, ready to be started by a server that reads its log up to the set's moment. */
final class BaseRestore {
    /**
     * FOLDER OWNER CLUSTER LABEL LOG POINT. The log lies where the server looks for it when its restore command finds nothing,
     * which this one never does; segments count as archived, so that they are not sent a second time.
     */
    private static final String RESTORE = """
            set -euo pipefail
            rm -rf "$1"
            mkdir -p "$1"
            fetch "$3" | unpack "$1"
            mv "$1/global/pg_control.whole" "$1/global/pg_control"
            fetch "$4" >"$1/backup_label"
            rm -rf "$1/pg_wal"
            mkdir -p "$1/pg_wal/archive_status"
            fetch "$5" | tar --extract --directory="$1/pg_wal"
            for segment in "$1"/pg_wal/[0-9A-F]*; do
              : >"$1/pg_wal/archive_status/${segment##*/}.done"
            done
            touch "$1/postgresql.auto.conf" "$1/recovery.signal"
            sed -i -E -e '/^ *(restore_command|archive_cleanup_command|recovery_(target[a-z_]*|end_command|min_apply_delay)|hot_standby) *=/d' \\
              "$1/postgresql.auto.conf"
            cat >>"$1/postgresql.auto.conf" <<END
            restore_command = 'false'
            recovery_target_name = '$6'
            recovery_target_timeline = 'current'
            recovery_target_action = 'pause'
            END
            find "$1" -type d -exec chmod go-rwx {} +
            chown -R "$2" "$1"
            sync --file-system "$1"
            """;

    /** What it, and whoever has the copy serve, adds to the settings of a cluster. */
    static final List<String> SETTINGS = List.of(
            "restore_command",
            "recovery_target_name",
            "recovery_target_timeline",
            "recovery_target_action",
            "hot_standby");

    private BaseRestore() {}

    /**
     * Brings it back.
     *
     * @param volume in which the folder lies, where the database's own volume is in its container
     * @param folder as the database's container has it
     */
    static void into(
            Engine engine, Scope scope, BackupSet.Files.Base base, String volume, String folder, Target target) {
        if (!(target instanceof Target.Named(String restorePoint))) {
            throw new BerthException(
                    ErrorCode.RESTORE_REFUSED,
                    "a base backup holds its own moment, and no log after it",
                    "Bring it back as it is: backup restore ID. Nothing was changed.");
        }
        String mount = scope.postgres().orElseThrow().mount();
        try (Workbench workbench =
                RepositoryWorkbench.open(engine, scope, Optional.of(volume), RepositoryWorkbench.TO_WRITE)) {
            workbench.require(
                    "bring back the files of the database",
                    "bash",
                    "-c",
                    RESTORE,
                    "berth",
                    Sources.of(volume) + folder.substring(mount.length()),
                    base.owner(),
                    base.cluster().path(),
                    base.label().path(),
                    base.log().path(),
                    restorePoint);
        }
    }
}
