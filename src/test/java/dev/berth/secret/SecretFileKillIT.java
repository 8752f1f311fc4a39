package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that writes without end, killed in the middle, again and again. */
class SecretFileKillIT {
    private static final String VALUE = "0123456789abcdef".repeat(4096);
    private static final int KILLS = 8;

    @TempDir
    Path folder;

    @Test
    void readWhenTheWriterWasKilledFindsTheLastVersionItReported() throws IOException, InterruptedException {
        int reported = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process writer = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            SecretFileKillIT.class.getName(),
                            folder.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader lines = writer.inputReader(StandardCharsets.US_ASCII)) {
                for (int i = 0; i < 3 + kill; i++) {
                    reported = Integer.parseInt(lines.readLine());
                }
            } finally {
                writer.destroyForcibly().waitFor();
            }

            StoredSecret secret = store(folder).read("a").orElseThrow();
            assertThat(secret.version()).isGreaterThanOrEqualTo(reported);
            assertThat(secret.value().reveal()).isEqualTo(VALUE + secret.version());
        }
    }

    /** The process that is killed. */
    static void main(String[] arguments) {
        LocalSecretStore store = store(Path.of(arguments[0]));
        int version = store.read("a").map(StoredSecret::version).orElse(0);
        while (true) {
            version = store.write("a", SecretValue.of(VALUE + (version + 1)), version);
            System.out.println(version);
        }
    }

    private static LocalSecretStore store(Path folder) {
        return new LocalSecretStore(
                folder.resolve("dev.secrets"),
                new SecretKeyFile(
                        folder.resolve("dev.key"),
                        new SecureRandom(),
                        new Passphrases(Map.of(), question -> Optional.empty())),
                new SecureRandom(),
                Clock.systemUTC());
    }
}
