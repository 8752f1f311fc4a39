package dev.berth.workspace;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a definition's backup section says, as files: pgBackRest's settings, and the certificates that it is to trust. */
public final class RepositoryFiles {
    private static final String SETTINGS = "pgbackrest.conf";
    private static final String AUTHORITIES = "repository-ca.pem";

    /** Where containers have the volume with the repository. */
    private static final String FOLDER = "/var/lib/pgbackrest";

    /** Where a container has the files that are rendered for it. */
    private static final String RENDERED = "/run/berth/current/";

    private static final int HTTPS = 443;

    private RepositoryFiles() {}

    /** Their texts by name; secrets stand in them as in templates. */
    public static Map<String, String> of(Definition definition) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(SETTINGS, settings(definition));
        if (definition.backup().repository() instanceof Definition.BackupRepository.S3 bucket) {
            bucket.caFile().ifPresent(file -> files.put(AUTHORITIES, certificates(file)));
        }
        return files;
    }

    private static String settings(Definition definition) {
        List<String> lines = new ArrayList<>(List.of("[global]"));
        switch (definition.backup().repository()) {
            case Definition.BackupRepository.Volume volume -> lines.add("repo1-path=" + FOLDER);
            case Definition.BackupRepository.S3 bucket -> {
                int port = bucket.endpoint().getPort();
                // No shorter io-timeout than pgBackRest's own minute: over a slow line no segment would be stored
                // within it, ever.
                lines.addAll(List.of(
                        "repo1-type=s3",
                        "repo1-path=/" + definition.project(),
                        "repo1-s3-endpoint=" + bucket.endpoint().getHost(),
                        "repo1-storage-port=" + (port < 0 ? HTTPS : port),
                        "repo1-s3-region=" + bucket.region(),
                        "repo1-s3-bucket=" + bucket.bucket(),
                        "repo1-s3-uri-style=" + (bucket.pathStyle() ? "path" : "host"),
                        "repo1-s3-key={{ word \"%s\" }}".formatted(bucket.accessKeySecret()),
                        "repo1-s3-key-secret={{ word \"%s\" }}".formatted(bucket.secretKeySecret())));
                bucket.caFile().ifPresent(file -> lines.add("repo1-storage-ca-file=" + RENDERED + AUTHORITIES));
            }
        }
        definition.backup().repository().cipherSecret().ifPresent(secret -> {
            lines.add("repo1-cipher-type=aes-256-cbc");
            lines.add("repo1-cipher-pass={{ word \"%s\" }}".formatted(secret));
        });
        return String.join("\n", lines) + "\n";
    }

    private static String certificates(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.DEFINITION_INVALID,
                    "backup.repository.caFile cannot be read: %s: %s".formatted(file, Refusal.of(e, file)),
                    "It holds the certificates of the authorities to trust, as PEM.",
                    e);
        }
    }
}
