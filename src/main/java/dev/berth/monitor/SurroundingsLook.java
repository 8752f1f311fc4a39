package dev.berth.monitor;

import dev.berth.health.Figures;
import dev.berth.health.Surroundings;
import dev.berth.health.VolumeUse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What belongs to a stack beside its services, as measurements. */
final class SurroundingsLook {
    private final Facts facts;
    private final Instant now;
    private final Gathering into;

    SurroundingsLook(Facts facts, Instant now, Gathering into) {
        this.facts = facts;
        this.now = now;
        this.into = into;
    }

    void add(Surroundings around) {
        volumes(around.volumes());
        drift(around.services());
        if (around.secretServer().isPresent()) {
            secretServer(around.secretServer().get());
        } else {
            silent(Measurement.Scope.SECRETS, "the secrets' server was not asked yet");
        }
        if (around.backups().isPresent()) {
            backups(around.backups().get());
        } else {
            noBackups("backups were not looked at");
        }
    }

    /** Where there is a schedule somebody waits for a set, and is to see that nobody knows of it. */
    private void noBackups(String reason) {
        silent(Measurement.Scope.BACKUP, reason);
        if (facts.backupSchedule().isPresent()) {
            into.noData(Measurement.BACKUP_OVERDUE_SECONDS, Look.BACKUPS, reason);
        }
    }

    private void silent(Measurement.Scope scope, String reason) {
        for (Measurement measurement : Measurement.values()) {
            if (measurement.scope() == scope) {
                into.silent(measurement, reason);
            }
        }
    }

    private void volumes(List<VolumeUse> volumes) {
        if (volumes.isEmpty()) {
            silent(Measurement.Scope.VOLUME, "volumes were not looked at");
        }
        volumes.forEach(this::volume);
    }

    /** What was seen last stays known to whoever looks after the volume, however old; for an alert it is no news. */
    private void volume(VolumeUse volume) {
        add(
                Measurement.VOLUME_BYTES,
                volume.name(),
                Gathering.toDouble(volume.bytes()),
                volume.countedAt(),
                VolumeUse.LONGEST_COUNT);
        Optional<Instant> seen = volume.room().map(VolumeUse.Room::at);
        add(
                Measurement.VOLUME_USAGE,
                volume.name(),
                volume.room().map(room -> OptionalDouble.of(room.usage())).orElse(OptionalDouble.empty()),
                seen,
                VolumeUse.LONGEST_LOOK);
        boolean grows = volume.daysToFull().isPresent();
        if (grows || volume.growthBytesPerDay().isEmpty() || seen.isEmpty()) {
            add(Measurement.VOLUME_DAYS_TO_FULL, volume.name(), volume.daysToFull(), seen, VolumeUse.LONGEST_LOOK);
        }
    }

    private void add(
            Measurement measurement, String volume, OptionalDouble value, Optional<Instant> seen, Duration longest) {
        Optional<Duration> old = seen.map(at -> Duration.between(at, now)).filter(age -> age.compareTo(longest) > 0);
        if (old.isPresent()) {
            into.noData(measurement, volume, "it was last looked at %s ago".formatted(Figures.duration(old.get())));
        } else {
            into.add(measurement, volume, value);
        }
    }

    private void drift(Map<String, Surroundings.Upkeep> services) {
        for (Surroundings.Aspect aspect : Surroundings.Aspect.values()) {
            Measurement measurement = switch (aspect) {
                case CONFIGURATION -> Measurement.SERVICE_DRIFT_CONFIGURATION;
                case LIMITS -> Measurement.SERVICE_DRIFT_LIMITS;
                case SECRETS -> Measurement.SERVICE_DRIFT_SECRETS;
            };
            if (services.isEmpty()) {
                into.silent(measurement, "what drifted was not looked for yet");
            }
            services.forEach((service, upkeep) -> {
                List<String> words = upkeep.drift().stream()
                        .filter(drift -> drift.aspect() == aspect)
                        .map(Surroundings.Drift::words)
                        .toList();
                into.add(measurement, service, words.size(), String.join(", ", words));
            });
        }
    }

    private void secretServer(Surroundings.SecretServer server) {
        boolean down = switch (server.state()) {
            case OPEN, STANDBY -> false;
            case SEALED, UNINITIALISED, DENIED, UNREACHABLE, FAILING -> true;
        };
        String words = switch (server.state()) {
            case OPEN, STANDBY -> "";
            case SEALED -> "it is sealed";
            case UNINITIALISED -> "it is not initialised";
            case DENIED -> "it denies Berth's login";
            case UNREACHABLE -> "it does not answer";
            case FAILING -> "it answers with errors";
        };
        into.add(Measurement.SECRETS_SERVER_DOWN, Look.SECRETS, down, words);
        if (server.kept()) {
            return;
        }
        if (server.lease().isPresent()) {
            Duration passed = Duration.between(server.takenAt(), now);
            Duration left = server.lease().get().minus(passed.isNegative() ? Duration.ZERO : passed);
            into.add(Measurement.SECRETS_LEASE_SECONDS, Look.SECRETS, Math.max(0, Gathering.seconds(left)));
        } else if (down) {
            into.silent(Measurement.SECRETS_LEASE_SECONDS, words);
        }
    }

    private void backups(Surroundings.Backups backups) {
        into.add(Measurement.BACKUP_FAILED, Look.BACKUPS, backups.lastFailed(), "");
        if (backups.unread().isPresent()) {
            noBackups(backups.unread().get());
            return;
        }
        into.add(
                Measurement.BACKUP_MISSING,
                Look.BACKUPS,
                facts.backupSchedule().isPresent() && backups.lastCompleteAt().isEmpty(),
                "");
        if (backups.lastCompleteAt().isPresent()) {
            Instant last = backups.lastCompleteAt().get();
            into.add(Measurement.BACKUP_AGE_SECONDS, Look.BACKUPS, since(last));
            facts.backupSchedule()
                    .ifPresent(schedule -> into.add(
                            Measurement.BACKUP_OVERDUE_SECONDS,
                            Look.BACKUPS,
                            Schedules.next(schedule, last, facts.zone())
                                    .filter(next -> !facts.backsUp())
                                    .map(this::since)
                                    .orElse(0.0)));
        }
        if (backups.drill().isPresent()) {
            into.add(
                    Measurement.BACKUP_DRILL_FAILED,
                    Look.BACKUPS,
                    !backups.drill().get().well(),
                    "");
            into.add(
                    Measurement.BACKUP_DRILL_AGE_SECONDS,
                    Look.BACKUPS,
                    since(backups.drill().get().at()));
        } else if (backups.lastCompleteAt().isPresent()
                && facts.backupSchedule().isPresent()) {
            into.noData(
                    Measurement.BACKUP_DRILL_AGE_SECONDS,
                    Look.BACKUPS,
                    "no set was ever restored for trial: backup drill");
        }
    }

    /** None for what is still to come. */
    private double since(Instant moment) {
        return Math.max(0, Gathering.seconds(Duration.between(moment, now)));
    }
}
