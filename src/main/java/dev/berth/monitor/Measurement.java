package dev.berth.monitor;

import java.util.Optional;

/** What rules look at: a number of something that is watched, under a name that definitions use. */
enum Measurement {
    ENGINE_UNREACHABLE("engine.unreachable", Scope.ENGINE, Unit.STATE),
    /** Which part of the disk that the engine keeps everything on is in use. */
    ENGINE_DISK_USAGE("engine.disk.usage", Scope.ENGINE, Unit.RATIO),
    /** Whether nothing of a required service serves. */
    SERVICE_DOWN("service.down", Scope.SERVICE, Unit.STATE),
    /** Whether a service is not as it should be, though not down, or not required. */
    SERVICE_IMPAIRED("service.impaired", Scope.SERVICE, Unit.STATE),
    /** Whether a watch has repaired it as often as it may, and it is not well all the same. */
    SERVICE_GIVEN_UP("service.given-up", Scope.SERVICE, Unit.STATE),
    /** How often its containers were started within ten minutes, beside the first time of each and by a watch. */
    SERVICE_STARTS("service.starts", Scope.SERVICE, Unit.COUNT),
    /** Of the CPU that its containers may use together. */
    SERVICE_CPU_RATIO("service.cpu.ratio", Scope.SERVICE, Unit.RATIO),
    /** Of the memory that its containers may use together. */
    SERVICE_MEMORY_RATIO("service.memory.ratio", Scope.SERVICE, Unit.RATIO),
    SERVICE_MEMORY_BYTES("service.memory.bytes", Scope.SERVICE, Unit.BYTES),
    /** How often the kernel killed a process of it within ten minutes for want of memory. */
    SERVICE_OOM_KILLS("service.oom.kills", Scope.SERVICE, Unit.COUNT),
    SERVICE_DRIFT_CONFIGURATION("service.drift.configuration", Scope.SERVICE, Unit.COUNT),
    SERVICE_DRIFT_LIMITS("service.drift.limits", Scope.SERVICE, Unit.COUNT),
    SERVICE_DRIFT_SECRETS("service.drift.secrets", Scope.SERVICE, Unit.COUNT),
    /** Lines of level error or worse. */
    SERVICE_LOG_ERRORS_RATE("service.log.errors.rate", Scope.SERVICE, Unit.PER_MINUTE),
    VOLUME_USAGE("volume.usage", Scope.VOLUME, Unit.RATIO),
    VOLUME_BYTES("volume.bytes", Scope.VOLUME, Unit.BYTES),
    VOLUME_DAYS_TO_FULL("volume.days-to-full", Scope.VOLUME, Unit.DAYS),
    /** Whether it cannot be asked how it is. */
    STORE_SILENT("store.silent", Scope.SERVICE, Unit.STATE),
    POSTGRES_CONNECTIONS_RATIO("postgres.connections.ratio", Scope.SERVICE, Unit.RATIO),
    /** How long the oldest open transaction has been open. */
    POSTGRES_TRANSACTION_SECONDS("postgres.transaction.seconds", Scope.SERVICE, Unit.SECONDS),
    /** How long the session waits that has waited for a lock longest. */
    POSTGRES_LOCK_WAIT_SECONDS("postgres.lock.wait.seconds", Scope.SERVICE, Unit.SECONDS),
    POSTGRES_CHECKSUM_FAILURES("postgres.checksum.failures", Scope.SERVICE, Unit.COUNT),
    /** Of the transaction ids there are, the part that vacuum has to free. */
    POSTGRES_WRAPAROUND_RATIO("postgres.wraparound.ratio", Scope.SERVICE, Unit.RATIO),
    /** Of itself where it is a standby, else of the standby that is furthest behind. */
    POSTGRES_REPLICATION_LAG_SECONDS("postgres.replication.lag.seconds", Scope.SERVICE, Unit.SECONDS),
    POSTGRES_ARCHIVING_FAILING("postgres.archiving.failing", Scope.SERVICE, Unit.STATE),
    POSTGRES_CACHE_HIT_RATIO("postgres.cache.hit.ratio", Scope.SERVICE, Unit.RATIO),
    PGBOUNCER_CLIENTS_WAITING("pgbouncer.clients.waiting", Scope.SERVICE, Unit.COUNT),
    /** How long the client waits that has waited for a connection longest. */
    PGBOUNCER_WAIT_SECONDS("pgbouncer.wait.seconds", Scope.SERVICE, Unit.SECONDS),
    /** Of a Redis that may lose nothing. */
    REDIS_SESSION_EVICTIONS_RATE("redis.session.evictions.rate", Scope.SERVICE, Unit.PER_SECOND),
    REDIS_EVICTIONS_RATE("redis.evictions.rate", Scope.SERVICE, Unit.PER_SECOND),
    /** Of a Redis that evicts nothing, and takes no more writes when it is full. */
    REDIS_MEMORY_RATIO("redis.memory.ratio", Scope.SERVICE, Unit.RATIO),
    REDIS_PERSISTENCE_FAILING("redis.persistence.failing", Scope.SERVICE, Unit.STATE),
    /** The 95th of a hundred answers, over the last minutes. */
    HTTP_LATENCY_SECONDS("http.latency.seconds", Scope.SERVICE, Unit.SECONDS),
    /** Whether there is a schedule and no complete set. */
    BACKUP_MISSING("backup.missing", Scope.BACKUP, Unit.STATE),
    BACKUP_AGE_SECONDS("backup.age.seconds", Scope.BACKUP, Unit.SECONDS),
    /** How long ago the schedule had a set made that is not there. */
    BACKUP_OVERDUE_SECONDS("backup.overdue.seconds", Scope.BACKUP, Unit.SECONDS),
    BACKUP_FAILED("backup.failed", Scope.BACKUP, Unit.STATE),
    BACKUP_DRILL_FAILED("backup.drill.failed", Scope.BACKUP, Unit.STATE),
    BACKUP_DRILL_AGE_SECONDS("backup.drill.age.seconds", Scope.BACKUP, Unit.SECONDS),
    /** Of a login that ends unless somebody sees to it. */
    SECRETS_LEASE_SECONDS("secrets.lease.seconds", Scope.SECRETS, Unit.SECONDS),
    /** Whether the server that keeps secrets is sealed, denies, or does not answer. */
    SECRETS_SERVER_DOWN("secrets.server.down", Scope.SECRETS, Unit.STATE);

    /** What a measurement is of. */
    enum Scope {
        ENGINE,
        SERVICE,
        VOLUME,
        BACKUP,
        SECRETS
    }

    private final String label;
    private final Scope scope;
    private final Unit unit;

    Measurement(String label, Scope scope, Unit unit) {
        this.label = label;
        this.scope = scope;
        this.unit = unit;
    }

    /** The one of that name, as definitions write it. */
    static Optional<Measurement> named(String label) {
        for (Measurement measurement : values()) {
            if (measurement.label.equals(label)) {
                return Optional.of(measurement);
            }
        }
        return Optional.empty();
    }

    /** Its name, as definitions write it. */
    String label() {
        return label;
    }

    Scope scope() {
        return scope;
    }

    Unit unit() {
        return unit;
    }

    /** Whether a store has to say it of itself. */
    boolean isOfStore() {
        return label.startsWith("postgres.")
                || label.startsWith("pgbouncer.")
                || label.startsWith("redis.")
                || label.startsWith("http.");
    }
}
