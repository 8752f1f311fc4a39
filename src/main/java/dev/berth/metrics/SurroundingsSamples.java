package dev.berth.metrics;

import dev.berth.health.Surroundings;
import dev.berth.health.VolumeUse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/** What belongs to a stack beside its services; what was seen too long ago is not known any more. */
final class SurroundingsSamples {
    /** Backups are looked at every five minutes, wherever they lie. */
    private static final Duration LONGEST_BACKUPS = Duration.ofMinutes(30);

    /** The server is asked every thirty seconds. */
    private static final Duration LONGEST_SERVER = Duration.ofMinutes(3);

    private static final double SECONDS_OF_A_DAY = Duration.ofDays(1).toSeconds();

    private final Samples into;
    private final Instant now;

    SurroundingsSamples(Samples into, Instant now) {
        this.into = into;
        this.now = now;
    }

    void add(Surroundings around) {
        around.volumes().forEach(this::volume);
        around.secretServer()
                .filter(server -> isFresh(server.takenAt(), LONGEST_SERVER))
                .ifPresent(this::secretServer);
        around.backups()
                .filter(backups -> isFresh(backups.takenAt(), LONGEST_BACKUPS))
                .ifPresent(this::backups);
        around.migrations().ifPresent(migrations -> into.add(Metric.MIGRATIONS_PENDING, migrations.pending()));
        around.services().forEach(this::drift);
    }

    private boolean isFresh(Instant at, Duration longest) {
        return Duration.between(at, now).compareTo(longest) <= 0;
    }

    private void volume(VolumeUse volume) {
        String name = volume.name();
        volume.services().forEach(service -> into.one(Metric.VOLUME_SERVICE_INFO, name, service));
        volume.countedAt().filter(at -> isFresh(at, VolumeUse.LONGEST_COUNT)).ifPresent(at -> {
            into.add(Metric.VOLUME_BYTES, volume.bytes(), name);
            into.add(Metric.VOLUME_COUNTED_TIMESTAMP_SECONDS, at, name);
            into.add(
                    Metric.VOLUME_GROWTH_BYTES_PER_SECOND, divided(volume.growthBytesPerDay(), SECONDS_OF_A_DAY), name);
        });
        Optional<VolumeUse.Room> room = volume.room().filter(seen -> isFresh(seen.at(), VolumeUse.LONGEST_LOOK));
        room.ifPresent(seen -> {
            into.add(Metric.VOLUME_CAPACITY_BYTES, seen.capacityBytes(), name);
            into.add(Metric.VOLUME_FREE_BYTES, seen.freeBytes(), name);
            into.add(Metric.VOLUME_USAGE_RATIO, seen.usage(), name);
            into.add(Metric.VOLUME_FULL_SECONDS, divided(volume.daysToFull(), 1 / SECONDS_OF_A_DAY), name);
        });
        into.state(Metric.VOLUME_STATE, room.isPresent() ? volume.state() : VolumeUse.State.UNKNOWN, name);
    }

    private static OptionalDouble divided(OptionalDouble number, double by) {
        return number.isPresent() ? OptionalDouble.of(number.getAsDouble() / by) : number;
    }

    private void secretServer(Surroundings.SecretServer server) {
        boolean serves = switch (server.state()) {
            case OPEN, STANDBY -> true;
            case SEALED, UNINITIALISED, DENIED, UNREACHABLE, FAILING -> false;
        };
        into.flag(Metric.SECRETS_SERVER_UP, serves);
        into.state(Metric.SECRETS_SERVER_STATE, server.state());
        into.add(Metric.SECRETS_SERVER_STATE_TIMESTAMP_SECONDS, server.since());
        into.time(Metric.SECRETS_LEASE_END_TIMESTAMP_SECONDS, server.lease().map(server.takenAt()::plus));
    }

    private void backups(Surroundings.Backups backups) {
        into.time(Metric.BACKUP_COMPLETE_TIMESTAMP_SECONDS, backups.lastCompleteAt());
        into.flag(Metric.BACKUP_FAILED, backups.lastFailed());
        if (backups.unread().isEmpty()) {
            into.flag(Metric.BACKUP_WELL, backups.isWell());
        }
        backups.drill().ifPresent(drill -> {
            into.add(Metric.BACKUP_DRILL_TIMESTAMP_SECONDS, drill.at());
            into.flag(Metric.BACKUP_DRILL_WELL, drill.well());
        });
    }

    private void drift(String service, Surroundings.Upkeep upkeep) {
        for (Surroundings.Aspect aspect : Surroundings.Aspect.values()) {
            long differences = upkeep.drift().stream()
                    .filter(drift -> drift.aspect() == aspect)
                    .count();
            into.add(Metric.SERVICE_DRIFT, differences, service, Words.of(aspect));
        }
    }
}
