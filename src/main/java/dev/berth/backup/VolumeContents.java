package dev.berth.backup;

/** The content of a volume that is no store's, brought back. */
final class VolumeContents {
    /** PATH FOLDER: makes a folder's content what an archive says. */
    private static final String REPLACE = """
            set -eu
            mkdir -p "$2"
            fetch "$1" | unpack "$2"
            """;

    private VolumeContents() {}

    static void replace(Workbench workbench, BackupSet.Volume set, String folder) {
        workbench.require(
                "bring back " + set.name(),
                "bash",
                "-o",
                "pipefail",
                "-c",
                REPLACE,
                "berth",
                set.part().path(),
                folder);
    }
}
