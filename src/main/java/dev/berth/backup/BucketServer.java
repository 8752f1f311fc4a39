package dev.berth.backup;

import dev.berth.docker.ExecResult;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.workspace.Definition;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Whether somebody answers where a bucket should be: pgBackRest, whom nobody answers, asks for ten minutes before it says so. */
final class BucketServer {
    /** A server that is restarted is back by then. */
    static final Duration USUAL_PATIENCE = Duration.ofSeconds(10);

    private static final int HTTPS = 443;

    /** HOST PORT: opens a connection and closes it. */
    private static final String KNOCK = "exec 3<>\"/dev/tcp/$1/$2\"";

    private BucketServer() {}

    /**
     * Knocks until it answers.
     *
     * @param workbench whose network it is reached in
     * @throws BerthException BACKUP_FAILED where it does not
     */
    static void require(Workbench workbench, Definition.BackupRepository repository, Clock clock, Duration patience) {
        if (repository instanceof Definition.BackupRepository.S3 bucket) {
            require(workbench, bucket.endpoint(), clock, patience);
        }
    }

    private static void require(Workbench workbench, URI endpoint, Clock clock, Duration patience) {
        String port = Integer.toString(endpoint.getPort() < 0 ? HTTPS : endpoint.getPort());
        Instant end = clock.instant().plus(patience);
        while (true) {
            ExecResult knocked = workbench.run("timeout", "10", "bash", "-c", KNOCK, "berth", endpoint.getHost(), port);
            if (knocked.succeeded()) {
                return;
            }
            if (!clock.instant().isBefore(end)) {
                throw new BerthException(
                        ErrorCode.BACKUP_FAILED,
                        "the bucket's server %s:%s does not answer: %s"
                                .formatted(endpoint.getHost(), port, reason(knocked)),
                        new Complaint(Complaint.Kind.AWAY, "").hint());
            }
            Pause.during(Duration.ofSeconds(1), "the bucket's server does not answer");
        }
    }

    /** The shell says it in its own words, the reason at the end of the first line. */
    private static String reason(ExecResult knocked) {
        String said = knocked.error().strip().lines().findFirst().orElse("");
        return said.isEmpty()
                ? "no connection within 10 s"
                : said.substring(said.lastIndexOf(": ") + 1).strip();
    }
}
