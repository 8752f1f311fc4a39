package dev.berth.health;

import dev.berth.docker.ContainerLimits;
import dev.berth.docker.EngineAddress;
import dev.berth.environment.Stack;
import dev.berth.workspace.Definition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A stack with a database and a store of files, and what its volumes hold. */
final class VolumeSamples {
    static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    static final Stack STACK = stack("shop", "unix:///var/run/docker.sock");

    private VolumeSamples() {}

    static Stack stack(String project, String host) {
        return new Stack(
                "dev",
                "acme",
                project,
                false,
                new EngineAddress(host, Optional.empty(), Optional.empty()),
                List.of(
                        service("db", Definition.Kind.POSTGRES),
                        service("store", Definition.Kind.APP),
                        service("other", Definition.Kind.APP)),
                Definition.VolumeRules.USUAL);
    }

    private static Stack.Service service(String name, Definition.Kind kind) {
        return new Stack.Service(
                name,
                kind,
                Optional.empty(),
                true,
                1,
                false,
                false,
                new ContainerLimits(OptionalDouble.empty(), OptionalLong.empty(), OptionalLong.empty()));
    }

    /** A database of so many bytes. */
    static PostgresHealth database(Instant at, long bytes) {
        return new PostgresHealth(
                at,
                "17.6",
                new PostgresHealth.Sessions(
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        Optional.empty()),
                new PostgresHealth.Throughput(
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.empty()),
                new PostgresHealth.Safety(OptionalLong.empty(), Optional.empty(), OptionalLong.empty()),
                new PostgresHealth.Archiver(
                        false,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                new PostgresHealth.Replication(false, false, Optional.empty(), List.of()),
                new PostgresHealth.Size(OptionalLong.of(bytes), OptionalLong.of(bytes), OptionalLong.of(0)),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    static VolumeUse use(String name, Instant at, double daysToFull) {
        return new VolumeUse(
                name,
                List.of("store"),
                "/data",
                OptionalLong.of(7_000),
                Optional.of(at),
                "counted",
                Optional.of(new VolumeUse.Room(100_000, 50_000, at)),
                OptionalDouble.of(1234.5),
                OptionalDouble.of(daysToFull),
                Optional.empty());
    }
}
