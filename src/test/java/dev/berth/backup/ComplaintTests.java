package dev.berth.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.failure.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComplaintTests {
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "complaint-forbidden.txt # FORBIDDEN # s3.berth.test answers 403 (Forbidden)",
                "complaint-no-bucket.txt # NO_BUCKET # s3.berth.test answers 404 (Not Found, NoSuchBucket)",
                "complaint-broken.txt # BROKEN # the bucket's server answers 500 (Internal Server Error)",
                "complaint-full.txt # BUCKET_FULL # the bucket's server answers 507 (Insufficient Storage)",
                "complaint-refused.txt # AWAY # unable to connect to 's3.berth.test:7444 (172.25.0.2)': [111] Connection refused",
                "complaint-unknown-host.txt # AWAY # unable to get address for 'nosuch.berth.test': [-2] Name or service not known"
            })
    void ofWhenPgBackRestTellsOfABucketIsOneSentence(String recorded, Complaint.Kind kind, String sentence) {
        assertThat(Complaint.of(SampleSets.recorded(recorded))).isEqualTo(new Complaint(kind, sentence));
        // As a program beside it hands it on, in one line.
        assertThat(Complaint.of(SampleSets.recorded(recorded).replace('\n', ' ')))
                .isEqualTo(new Complaint(kind, sentence));
    }

    @Test
    void ofWhenNobodyVouchesForTheServerIsNotTakenForAnotherKey() {
        String said = SampleSets.recorded("complaint-authority.txt");

        assertThat(Complaint.of(said).kind()).isEqualTo(Complaint.Kind.CERTIFICATE);
        assertThat(Complaint.of(said).sentence())
                .contains("unable to verify certificate")
                .doesNotContain("retries");
        assertThat(RepositoryFailure.damaged("restore PostgreSQL", said))
                .as("a way that is in trouble makes no set a damaged one")
                .hasMessageStartingWith("cannot restore PostgreSQL: ")
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BACKUP_FAILED))
                .satisfies(failure -> assertThat(failure.hint()).contains("caFile"));
    }

    @ParameterizedTest
    @CsvSource({
        "info-forbidden.json, 's3.berth.test answers 403 (Forbidden, SignatureDoesNotMatch)', accessKeySecret",
        "info-broken.json, the bucket's server answers 500 (Internal Server Error), try again"
    })
    void ofWhenItStandsInWhatEndedWellIsTheSame(String recorded, String sentence, String next) {
        PgBackRestInfo info = PgBackRestInfo.parse(SampleSets.recorded(recorded));

        assertThat(info.isUnreadable()).isTrue();
        assertThat(RepositoryFailure.of("list the backups", info.message()))
                .hasMessage("cannot list the backups: " + sentence)
                .satisfies(failure -> assertThat(failure.hint()).contains(next));
    }

    @Test
    void ofWhenADiskIsFullTellsWhichOne() {
        assertThat(Complaint.of(
                                "ERROR: [036]: unable to write '/var/lib/pgbackrest/sets/a/x.zst': [28] No space left on device")
                        .kind())
                .isEqualTo(Complaint.Kind.REPOSITORY_FULL);
        assertThat(Complaint.of(
                                "ERROR: [036]: unable to write '/var/lib/postgresql/17/beside-a/1': [28] No space left on device")
                        .kind())
                .isEqualTo(Complaint.Kind.DISK_FULL);
        assertThat(Complaint.of(
                        "tar: ./a: Wrote only 512 of 10240 bytes\ncp: error writing 'b': No space left on device"))
                .isEqualTo(new Complaint(Complaint.Kind.DISK_FULL, "cp: error writing 'b': No space left on device"));
    }

    /** As pgBackRest 2.55 says it in a file system with no more room: the error is of a call before. */
    @Test
    void ofWhenADiskTookAPartOfWhatWasWrittenIsThatItIsFull() {
        String said = SampleSets.recorded("complaint-full-volume.txt");

        assertThat(Complaint.of(said))
                .isEqualTo(new Complaint(Complaint.Kind.REPOSITORY_FULL, "No space left on device"));
        assertThat(RepositoryFailure.of("store sets/a/x.zst", said, "acme-dev"))
                .hasMessage("cannot store sets/a/x.zst: No space left on device")
                .satisfies(
                        failure -> assertThat(failure.hint()).contains("the volume acme-dev_backup", "backup prune"));
        assertThat(
                        Complaint.of(
                                "ERROR: [039]: unable to write '/var/lib/postgresql/17/beside-a/1': [11] Resource temporarily unavailable"))
                .isEqualTo(new Complaint(
                        Complaint.Kind.DISK_FULL,
                        "unable to write '/var/lib/postgresql/17/beside-a/1': No space left on device"));
        assertThat(Complaint.of("ERROR: [039]: unable to write '/var/lib/pgbackrest/a': [5] Input/output error"))
                .isEqualTo(new Complaint(
                        Complaint.Kind.OTHER, "unable to write '/var/lib/pgbackrest/a': [5] Input/output error"));
    }

    @Test
    void ofWhenThePostgresLogIsNotStoredSaysWhoKnowsWhy() {
        Complaint complaint = Complaint.of(
                "ERROR: [082]: WAL segment 000000010000000000000011 was not archived before the 60000ms timeout\n"
                        + "       HINT: check the archive_command to ensure that all options are correct (especially --stanza).");

        assertThat(complaint)
                .isEqualTo(new Complaint(
                        Complaint.Kind.LOG_HELD,
                        "WAL segment 000000010000000000000011 was not archived before the 60000ms timeout"));
        assertThat(complaint.hint()).contains("stack logs", "stack status --stats");
    }

    @Test
    void ofWhenAnotherProgramFailsIsItsLastLine() {
        assertThat(Complaint.of("it tried\nand failed\n")).isEqualTo(new Complaint(Complaint.Kind.OTHER, "and failed"));
        assertThat(Complaint.of(" \n")).isEqualTo(new Complaint(Complaint.Kind.OTHER, "it says nothing"));
    }
}
