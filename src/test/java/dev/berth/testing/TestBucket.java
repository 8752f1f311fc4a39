package dev.berth.testing;

import static dev.berth.testing.DockerProgram.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;

/**
 * A bucket in a real S3 server (versitygw), in a container and a network of its own, behind a proxy (Caddy) that speaks TLS and
 * does what stores do on bad days; gone with what it held when closed.
 */
public final class TestBucket implements AutoCloseable {
    public static final String HOST = "s3.berth.test";
    public static final int PORT = 7443;
    public static final String NAME = "sets";
    public static final String REGION = "eu-1";

    private static final String PROXY = """
            {
            	auto_https off
            	admin localhost:2019
            	grace_period 1s
            	servers {
            		protocols h1
            	}
            }
            https://%s:%d {
            	tls /s3/certificate.pem /s3/key.pem
            	import /s3/faults*
            	reverse_proxy 127.0.0.1:7070
            }
            """.formatted(HOST, PORT);

    /** Its root login is of this container alone; whom the test plants is an account in a file, and in no process's arguments. */
    private static final String RUN = """
            export ROOT_ACCESS_KEY=root ROOT_SECRET_KEY=$(cat /proc/sys/kernel/random/uuid)
            mkdir -p /data/%s /iam && cp /s3/users.json /iam/
            /s3/versitygw --quiet --region %s --port 127.0.0.1:7070 --iam-dir /iam posix /data &
            while sleep 0.1; do
              [ -e /s3/away ] || caddy run --adapter caddyfile --config /s3/Caddyfile
            done
            """.formatted(NAME, REGION);

    private final String name = "berthit-s3-" + UUID.randomUUID();
    private final TestAuthority authority = TestAuthority.valid(
            Instant.now().minus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(30)));

    private TestBucket() {}

    /**
     * Starts one that lets one pair of keys in.
     *
     * @param options of {@code docker run}, such as a small file system at /data
     */
    public static TestBucket start(String accessKey, String secretKey, String... options) throws IOException {
        String program = program();
        TestBucket bucket = new TestBucket();
        try {
            bucket.begin(program, accessKey, secretKey, List.of(options));
            return bucket;
        } catch (IOException | RuntimeException | AssertionError e) {
            bucket.close();
            throw e;
        }
    }

    /** The server's program; where there is none the test is skipped, or fails with {@code CI=true}. */
    private static String program() throws IOException {
        Process find = new ProcessBuilder("scripts/versitygw", "--find").start();
        String found = new String(find.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (found.isEmpty()) {
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError("no S3 server here: run scripts/versitygw");
            }
            Assumptions.abort("skipped: no S3 server here; scripts/versitygw makes one");
        }
        return found;
    }

    private void begin(String program, String accessKey, String secretKey, List<String> options) throws IOException {
        Path folder = Files.createTempDirectory("berthit-s3-");
        try {
            Path files = Files.createDirectory(folder.resolve("s3"));
            Instant now = Instant.now();
            authority.write(
                    HOST,
                    now.minus(Duration.ofDays(1)),
                    now.plus(Duration.ofDays(30)),
                    files.resolve("certificate.pem"),
                    files.resolve("key.pem"));
            Files.writeString(files.resolve("Caddyfile"), PROXY);
            Files.writeString(files.resolve("users.json"), """
                    {"accessAccounts": {"%1$s": {"access": "%1$s", "secret": "%2$s", "role": "admin"}}}
                    """.formatted(accessKey, secretKey));
            Files.copy(Path.of(program), files.resolve("versitygw"), StandardCopyOption.COPY_ATTRIBUTES);
            docker("network", "create", "--internal", name);
            List<String> words = new ArrayList<>(
                    List.of("create", "--name", name, "--network", name, "--network-alias", HOST, "--user", "0:0"));
            words.addAll(options);
            words.addAll(List.of("--entrypoint", "sh", "berth/caddy:2.6", "-c", RUN));
            docker(words.toArray(String[]::new));
            docker("cp", files.toString(), name + ":/");
            docker("start", name);
        } finally {
            Folders.delete(folder);
        }
        await();
    }

    /** Both answer: the proxy, and behind it the server, which refuses whoever brings no key. */
    private void await() {
        Eventually.within(
                Duration.ofMinutes(1),
                "the S3 server answers",
                () -> docker(
                        "exec", name, "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/7070 4<>/dev/tcp/127.0.0.1/" + PORT));
    }

    /** The network that it is reached in. */
    public String network() {
        return name;
    }

    /** Writes the certificate of the authority that signed for it. */
    public void writeAuthority(Path file) throws IOException {
        authority.write(file);
    }

    /** From now on the proxy does this in place of asking the server: a directive of Caddy, such as {@code respond 500}. */
    public void fail(String directive) {
        shell("printf '%s\\n' \"$1\" >/s3/faults", directive);
        reload();
    }

    /** From now on it passes everything on again. */
    public void heal() {
        shell("rm -f /s3/faults");
        reload();
    }

    private void reload() {
        docker("exec", name, "caddy", "reload", "--adapter", "caddyfile", "--config", "/s3/Caddyfile");
    }

    /** Runs a shell command beside it, where the bucket's objects are files below /data. */
    public String shell(String script, String... arguments) {
        List<String> words = new ArrayList<>(List.of("exec", name, "sh", "-c", script, "sh"));
        words.addAll(List.of(arguments));
        return docker(words.toArray(String[]::new));
    }

    /** It takes connections, and answers nothing. */
    public void hang() {
        docker("pause", name);
    }

    /** It goes on. */
    public void goOn() {
        docker("unpause", name);
    }

    /** Connections to it are refused; what it holds stays. */
    public void leave() {
        shell("touch /s3/away && caddy stop");
    }

    /** It is back. */
    public void comeBack() {
        shell("rm /s3/away");
        await();
    }

    @Override
    public void close() {
        if (!docker("ps", "-aq", "--filter", "name=" + name).isEmpty()) {
            docker("rm", "-f", "-v", name);
        }
        if (!docker("network", "ls", "-q", "--filter", "name=" + name).isEmpty()) {
            docker("network", "rm", name);
        }
    }
}
