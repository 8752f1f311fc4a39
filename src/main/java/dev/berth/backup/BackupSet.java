package dev.berth.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One consistent set of everything that an environment keeps, as its manifest says; the manifest is written last, so that a set
 * that has one is complete.
 *
 * @param id sorts by time, such as 20261123T101502Z
 * @param finishedAt when the last part was stored
 * @param tools versions of what made it, by name
 * @param moment when all of its stores agree
 * @param images what each service ran, by Compose's name of it
 * @param secrets versions of the secrets that were stored then; never their values
 * @param gaps what it does not promise, a sentence each
 */
public record BackupSet(
        String id,
        String environment,
        String project,
        Instant createdAt,
        Instant finishedAt,
        Type type,
        Occasion occasion,
        Optional<String> note,
        Map<String, String> tools,
        Moment moment,
        Optional<Postgres> postgres,
        List<Redis> redis,
        List<Volume> volumes,
        Part configuration,
        Map<String, Image> images,
        Map<String, Integer> secrets,
        List<String> gaps) {

    /** Why it was made. */
    public enum Occasion {
        /** Somebody, or a schedule, asked for it. */
        ASKED,
        /** Migrations were about to be applied. */
        BEFORE_MIGRATION,
        /** Another major version was about to take over the data, or has. */
        BEFORE_UPGRADE,
        /** Something else was about to take the place of what there was: not what one wants back without saying so. */
        BEFORE_RESTORE
    }

    /** How much of PostgreSQL is in it, and what it rests on. */
    public enum Type {
        /** All of it. */
        FULL,
        /** What changed since the last full one. */
        DIFF,
        /** What changed since the last one of any type. */
        INCR
    }

    /**
     * Something stored in the repository as a file.
     *
     * @param path within the repository
     * @param sha256 of what lies there, in hexadecimal digits: compressed, and encrypted where the repository is
     * @param bytes of what was given
     */
    public record Part(String path, String sha256, long bytes) {}

    /**
     * The moment that all stores are restored to.
     *
     * @param restorePoint PostgreSQL's name of it; empty where there is no PostgreSQL
     * @param pause how long Redis took no writes
     */
    public record Moment(Instant at, Optional<String> restorePoint, Duration pause) {}

    /** A cluster's files, as they were while others wrote: only with the log from then on they are a cluster again. */
    public sealed interface Files {
        /**
         * A backup of pgBackRest's; the log is in the same repository.
         *
         * @param label pgBackRest's name of it
         * @param needs labels of the earlier backups that it rests on
         */
        record Archived(String label, List<String> needs) implements Files {}

        /**
         * A base backup: files and log are parts of the set, and there is no log after it.
         *
         * @param owner of the files, as {@code UID:GID}
         * @param cluster the files but for the log
         * @param label the file {@code backup_label}, by which the server knows where its log begins
         * @param log its segments
         */
        record Base(String owner, Part cluster, Part label, Part log) implements Files {}
    }

    /**
     * PostgreSQL's part: its files, and the log from the start of their reading to the restore point.
     *
     * @param systemId the cluster's, 64 bits without sign, as text
     * @param version such as 17.12
     * @param bytes of the cluster
     * @param firstSegment of the log that a restore needs
     * @param lastSegment of the log that a restore needs
     * @param segmentBytes the size of a segment
     * @param configuration the server's configuration file
     * @param tables with their rows, where they were counted
     * @param exact whether nothing was written while rows were counted, so that a restore must have as many
     * @param history the schema's migrations
     */
    public record Postgres(
            String service,
            Files files,
            String systemId,
            String version,
            long bytes,
            String firstSegment,
            String lastSegment,
            long segmentBytes,
            String configuration,
            List<Table> tables,
            boolean exact,
            Optional<History> history) {
        /** pgBackRest's name of the backup, where it made it. */
        public Optional<String> label() {
            return files instanceof Files.Archived archived ? Optional.of(archived.label()) : Optional.empty();
        }

        /** Labels of the earlier backups of pgBackRest's that it rests on. */
        public List<String> needs() {
            return files instanceof Files.Archived archived ? archived.needs() : List.of();
        }

        /** Everything of pgBackRest's that a restore needs, itself last. */
        public List<String> labels() {
            List<String> labels = new ArrayList<>(needs());
            label().ifPresent(labels::add);
            return labels;
        }

        /** What of it lies in the repository as a file of the set. */
        List<Part> parts() {
            return files instanceof Files.Base base ? List.of(base.cluster(), base.label(), base.log()) : List.of();
        }
    }

    /** A table with as many rows as it had at the moment. */
    public record Table(String database, String name, long rows) {
        @Override
        public String toString() {
            return database + "." + name;
        }
    }

    /**
     * What the schema's history said.
     *
     * @param version the newest that was applied; empty where none was
     * @param digest of all its versions and checksums
     */
    public record History(String database, String table, Optional<String> version, String digest) {}

    /**
     * What a Redis kept.
     *
     * @param keys by database, such as db0
     */
    public record Redis(String service, Part part, Instant takenAt, Map<String, Long> keys) {
        /** Keys of all databases. */
        public long allKeys() {
            return keys.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * Another volume's content.
     *
     * @param name the volume's, without the project's before it
     * @param services that write to it
     */
    public record Volume(String name, List<String> services, Part part, Instant takenAt) {}

    /** An image as a service ran it. */
    public record Image(String reference, String id) {}

    /** Bytes of everything in it as it was given, the configuration apart. */
    public long bytes() {
        return postgres.map(Postgres::bytes).orElse(0L)
                + redis.stream().mapToLong(each -> each.part().bytes()).sum()
                + volumes.stream().mapToLong(each -> each.part().bytes()).sum();
    }

    /** What it keeps, by name: services of its stores, and volumes. */
    public List<String> stores() {
        List<String> stores = new ArrayList<>();
        postgres.ifPresent(each -> stores.add(each.service()));
        redis.forEach(each -> stores.add(each.service()));
        volumes.forEach(each -> stores.add(each.name()));
        return List.copyOf(stores);
    }

    /** Everything of it that lies in the repository as a file. */
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        postgres.ifPresent(each -> parts.addAll(each.parts()));
        redis.forEach(each -> parts.add(each.part()));
        volumes.forEach(each -> parts.add(each.part()));
        parts.add(configuration);
        return List.copyOf(parts);
    }
}
