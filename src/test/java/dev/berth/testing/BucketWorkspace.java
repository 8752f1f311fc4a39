package dev.berth.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The reference workspace whose environment dev keeps its backups in a bucket: its definition as the pages describe it. */
public final class BucketWorkspace {
    private BucketWorkspace() {}

    /** Makes it; the keys are still to be stored as {@code bucket.access} and {@code bucket.secret}. */
    public static ReferenceWorkspace create(Path folder, TestBucket bucket) throws IOException {
        ReferenceWorkspace workspace = ReferenceWorkspace.create(folder);
        Path root = workspace.root();
        bucket.writeAuthority(root.resolve("environments/store-ca.pem"));
        Files.writeString(
                root.resolve("environments/dev.yaml"),
                """
                backup:
                  repository:
                    type: s3
                    endpoint: https://%s:%d
                    region: %s
                    bucket: %s
                    uriStyle: path
                    caFile: environments/store-ca.pem
                    accessKeySecret: bucket.access
                    secretKeySecret: bucket.secret
                """.formatted(TestBucket.HOST, TestBucket.PORT, TestBucket.REGION, TestBucket.NAME),
                StandardOpenOption.APPEND);
        Files.writeString(root.resolve("secrets-templates/secrets.yaml"), """

                bucket.access: {consumers: [postgres]}
                bucket.secret: {consumers: [postgres]}
                """, StandardOpenOption.APPEND);
        Files.writeString(root.resolve("compose/compose.store.yaml"), """
                # The way from the database to the bucket.
                services:
                  postgres:
                    networks: [store]
                networks:
                  store: {external: true, name: %s}
                """.formatted(bucket.network()));
        workspace.edit(
                "environments/dev.yaml",
                "compose/compose.dev.yaml]",
                "compose/compose.dev.yaml, compose/compose.store.yaml]");
        return workspace;
    }

    /** Stores the bucket's keys where the environment's secrets are. */
    public static void storeKeys(BerthProgram berth, String accessKey, String secretKey) {
        berth.runWithInput(accessKey, "secrets", "set", "bucket.access", "--env", "dev", "--yes")
                .expect(0);
        berth.runWithInput(secretKey, "secrets", "set", "bucket.secret", "--env", "dev", "--yes")
                .expect(0);
    }
}
