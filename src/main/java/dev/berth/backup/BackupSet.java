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

    /**
     * PostgreSQL's part: a backup of pgBackRest's and the log from its start to the restore point.
     *
     * @param label pgBackRest's name of the backup
     * @param needs labels of the earlier backups that it rests on
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
            String label,
            List<String> needs,
            String systemId,
            String version,
            long bytes,
            String firstSegment,
            String lastSegment,
            long segmentBytes,
            String configuration,
            List<Table> tables,
            boolean exact,
            Optional<History> history) {}

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
        redis.forEach(each -> parts.add(each.part()));
        volumes.forEach(each -> parts.add(each.part()));
        parts.add(configuration);
        return List.copyOf(parts);
    }
}
