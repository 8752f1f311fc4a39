package dev.berth.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sets and recorded replies for tests. */
public final class SampleSets {
    static final Instant MOMENT = Instant.parse("2026-11-23T10:15:05.123456789Z");

    private SampleSets() {}

    /** A set with everything that a set can have. */
    public static BackupSet full() {
        return set("20261123T101502Z", "20261123-101503F", List.of(), MOMENT);
    }

    /** A set with a backup of PostgreSQL under that label, which rests on others. */
    public static BackupSet set(String id, String label, List<String> needs, Instant moment) {
        return new BackupSet(
                id,
                "prod",
                "acme-prod",
                moment.minusSeconds(3),
                moment.plusSeconds(5),
                needs.isEmpty() ? BackupSet.Type.FULL : BackupSet.Type.INCR,
                BackupSet.Occasion.ASKED,
                Optional.of("before the move"),
                Map.of("berth", "1.0", "pgbackrest", "2.55.1"),
                new BackupSet.Moment(moment, Optional.of("berth-" + id), Duration.ofMillis(23)),
                Optional.of(new BackupSet.Postgres(
                        "postgres",
                        new BackupSet.Files.Archived(label, needs),
                        "17712766019135991827",
                        "17.12",
                        1_288_490_188L,
                        "000000010000000000000004",
                        "000000010000000000000006",
                        16L << 20,
                        "/etc/berth/postgresql.conf",
                        List.of(
                                new BackupSet.Table("app", "public.notes", 1200),
                                new BackupSet.Table("app", "public.profiles", 34)),
                        true,
                        Optional.of(new BackupSet.History(
                                "app", "\"public\".flyway_schema_history", Optional.of("2"), "abc")))),
                List.of(new BackupSet.Redis(
                        "redis-session",
                        new BackupSet.Part("sets/%s/redis-session.rdb.zst".formatted(id), "00ff", 2048),
                        moment,
                        Map.of("db0", 40L, "db3", 2L))),
                List.of(new BackupSet.Volume(
                        "gateway-data",
                        List.of("gateway"),
                        new BackupSet.Part("sets/%s/gateway-data.tar.zst".formatted(id), "11ff", 30_720),
                        moment.plusSeconds(1))),
                new BackupSet.Part("sets/%s/configuration.tar.zst".formatted(id), "22ff", 10_240),
                Map.of("postgres", new BackupSet.Image("berth/postgres:17", "sha256:aa")),
                Map.of("postgres.app", 3),
                List.of("/srv/files of app is not backed up: it is a folder of the engine's host"));
    }

    /** A set as it is listed, of which nobody knows more. */
    public static KnownSet known(BackupSet set) {
        return new KnownSet(set, SetState.NEW, true);
    }

    /** One that somebody has verified. */
    public static KnownSet verified(BackupSet set, List<String> problems) {
        return new KnownSet(set, SetState.NEW.with(new SetState.Verification(set.finishedAt(), problems)), true);
    }

    static String recorded(String name) {
        try (InputStream file = SampleSets.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
