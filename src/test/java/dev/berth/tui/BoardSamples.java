package dev.berth.tui;

import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerHealth;
import dev.berth.docker.ContainerLimits;
import dev.berth.docker.ContainerState;
import dev.berth.docker.EngineAddress;
import dev.berth.docker.EngineEvent;
import dev.berth.environment.Stack;
import dev.berth.health.LiveStack;
import dev.berth.health.Series;
import dev.berth.health.ServiceHealth;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.ServiceState;
import dev.berth.health.StackSnapshot;
import dev.berth.health.StackState;
import dev.berth.health.Surroundings;
import dev.berth.health.Trend;
import dev.berth.logs.LogEntry;
import dev.berth.logs.LogLevel;
import dev.berth.monitor.Repair;
import dev.berth.monitor.Seen;
import dev.berth.monitor.Standing;
import dev.berth.testing.Setups;
import dev.berth.view.Theme;
import dev.berth.workspace.Definition;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** A stack on a bad day, the same at every run. */
final class BoardSamples {
    static final Instant NOW = Instant.parse("2026-11-23T10:15:42Z");
    private static final long MEBIBYTE = 1 << 20;
    private static final ContainerLimits LIMITS =
            new ContainerLimits(OptionalDouble.of(0.5), OptionalLong.of(256 * MEBIBYTE), OptionalLong.of(100));

    private BoardSamples() {}

    static BoardView view(BoardState state) {
        return view(state, "dev", false, Optional.empty(), new Theme(false, true));
    }

    static BoardView view(
            BoardState state, String environment, boolean isProtected, Optional<LiveStack.Outage> outage, Theme theme) {
        return new BoardView(
                stack(environment, isProtected),
                live(environment, isProtected, outage),
                "Docker 28.2.2",
                new LogTail.Excerpt(0, logs()),
                Optional.empty(),
                state,
                false,
                theme,
                NOW,
                ZoneOffset.UTC);
    }

    /** The same day, with a watch that has found it and done something about it. */
    static BoardView watched(BoardState state) {
        BoardView view = view(state);
        Seen seen = new Seen(
                NOW.minusSeconds(3),
                List.of(
                        standing(
                                "service-down",
                                "rest",
                                Standing.State.FIRING,
                                "rest does not serve: its health check fails"),
                        standing(
                                "memory",
                                "redis-cache",
                                Standing.State.PENDING,
                                "redis-cache uses 96 % of the memory that it may use")),
                List.of(
                        new Repair(
                                NOW.minusSeconds(90),
                                "rest",
                                "restart",
                                "its health check fails",
                                Repair.Outcome.FAILED,
                                "the engine answered 500"),
                        new Repair(
                                NOW.minusSeconds(1),
                                "rest",
                                "restart",
                                "its health check fails",
                                Repair.Outcome.UNDERWAY,
                                "")));
        return new BoardView(
                view.stack(),
                view.live(),
                view.engine(),
                view.logs(),
                Optional.of(seen),
                view.state(),
                view.readOnly(),
                view.theme(),
                view.now(),
                view.zone());
    }

    private static Standing standing(String rule, String target, Standing.State state, String message) {
        return new Standing(
                rule,
                target,
                Definition.Severity.CRITICAL,
                state,
                NOW.minusSeconds(60),
                OptionalDouble.empty(),
                message,
                Optional.empty(),
                Optional.empty());
    }

    /** The same day, and the server of its secrets is sealed. */
    static BoardView sealed(BoardState state) {
        BoardView view = view(state);
        LiveStack live = view.live();
        StackSnapshot snapshot = live.snapshot();
        Surroundings around = snapshot.surroundings().orElseThrow();
        Surroundings.SecretServer server = around.secretServer().orElseThrow();
        Surroundings.SecretServer closed = new Surroundings.SecretServer(
                server.takenAt(),
                server.since(),
                server.address(),
                Surroundings.ServerState.SEALED,
                Optional.empty(),
                false);
        return new BoardView(
                view.stack(),
                new LiveStack(
                        new StackSnapshot(
                                snapshot.environment(),
                                snapshot.isProtected(),
                                snapshot.state(),
                                snapshot.takenAt(),
                                snapshot.services(),
                                Optional.of(new Surroundings(
                                        around.volumes(),
                                        Optional.of(closed),
                                        around.backups(),
                                        around.migrations(),
                                        around.services()))),
                        live.containers(),
                        live.trends(),
                        live.events(),
                        live.outage()),
                view.engine(),
                view.logs(),
                view.watch(),
                view.state(),
                view.readOnly(),
                view.theme(),
                view.now(),
                view.zone());
    }

    private static Stack stack(String environment, boolean isProtected) {
        return new Stack(
                environment,
                "acme",
                "acme-" + environment,
                isProtected,
                new EngineAddress("unix:///var/run/docker.sock", Optional.empty(), Optional.empty()),
                List.of(
                        defined("postgres", Definition.Kind.POSTGRES),
                        defined("pgbouncer", Definition.Kind.PGBOUNCER),
                        defined("redis-cache", Definition.Kind.REDIS),
                        defined("redis-session", Definition.Kind.REDIS),
                        defined("rest", Definition.Kind.POSTGREST),
                        defined("gateway", Definition.Kind.HTTP)),
                Definition.VolumeRules.USUAL);
    }

    private static Stack.Service defined(String name, Definition.Kind kind) {
        return new Stack.Service(name, kind, Optional.empty(), true, 1, false, true, LIMITS);
    }

    private static LiveStack live(String environment, boolean isProtected, Optional<LiveStack.Outage> outage) {
        List<ServiceSnapshot> services = new ArrayList<>();
        services.add(service("postgres", ServiceState.RUNNING, ServiceHealth.HEALTHY, 1, 0, 412, "ready"));
        services.add(service("pgbouncer", ServiceState.RUNNING, ServiceHealth.HEALTHY, 1, 0, 18, "1"));
        services.add(service("redis-cache", ServiceState.RUNNING, ServiceHealth.HEALTHY, 1, 0, 77, "PONG"));
        services.add(service("redis-session", ServiceState.EXITED, ServiceHealth.NONE, 0, 2, 0, ""));
        services.add(service(
                "rest", ServiceState.RUNNING, ServiceHealth.UNHEALTHY, 1, 3, 249, "HTTP 503: JWSInvalidSignature"));
        services.add(service("gateway", ServiceState.STARTING, ServiceHealth.STARTING, 1, 0, 11, ""));
        Map<String, Trend> trends = new HashMap<>();
        for (ServiceSnapshot service : services) {
            if (service.running() > 0) {
                trends.put(service.name(), trend(service.name()));
            }
        }
        return new LiveStack(
                new StackSnapshot(
                        environment,
                        isProtected,
                        StackState.UNHEALTHY,
                        NOW,
                        services,
                        Optional.of(StoreSamples.surroundings())),
                Map.of(
                        "rest",
                        List.of(container("rest", ContainerState.RUNNING, 0)),
                        "redis-session",
                        List.of(container("redis-session", ContainerState.EXITED, 137))),
                trends,
                List.of(
                        event(70, "redis-session", "oom", Map.of()),
                        event(69, "redis-session", "die", Map.of("exitCode", "137")),
                        event(12, "rest", "health_status: unhealthy", Map.of())),
                outage);
    }

    /** Ten minutes, with a gap, and a peak of its own for each service. */
    private static Trend trend(String name) {
        int own = Math.floorMod(name.hashCode(), 30);
        double[] wave = IntStream.range(0, 600)
                .mapToDouble(second -> {
                    double peak = Math.exp(-Math.pow((second - 300.0 - 8 * own) / 30, 2));
                    return second > 120 && second < 160 ? Double.NaN : 0.3 + 0.1 * Math.sin(second / 7.0) + peak;
                })
                .toArray();
        return new Trend(
                scaled(wave, own),
                scaled(wave, own * 3.0 * MEBIBYTE),
                scaled(wave, own * 40_000),
                scaled(wave, name.equals("rest") ? 0 : own * 9_000));
    }

    private static Series scaled(double[] values, double by) {
        return Series.of(Arrays.stream(values).map(value -> value * by).toArray());
    }

    private static ServiceSnapshot service(
            String name,
            ServiceState state,
            ServiceHealth health,
            int running,
            int restarts,
            long mebibytes,
            String probe) {
        boolean runs = running > 0;
        return new ServiceSnapshot(
                name,
                state,
                health,
                true,
                running,
                state == ServiceState.RUNNING && health != ServiceHealth.UNHEALTHY ? running : 0,
                1,
                restarts,
                runs ? Optional.of(NOW.minus(Duration.ofHours(76))) : Optional.empty(),
                "berth/" + name + ":1",
                List.of(),
                probe,
                runs
                        ? new ServiceSnapshot.Measurements(
                                OptionalDouble.of(restarts * 4.2),
                                OptionalLong.of(mebibytes * MEBIBYTE),
                                OptionalLong.of(name.equals("postgres") ? 512 * MEBIBYTE : 256 * MEBIBYTE),
                                OptionalLong.of(0),
                                OptionalLong.of(0),
                                OptionalLong.of(0),
                                OptionalLong.of(0),
                                OptionalLong.of(7),
                                OptionalLong.of(0))
                        : ServiceSnapshot.Measurements.NONE,
                Optional.ofNullable(StoreSamples.of(name)));
    }

    private static ContainerDetails container(String service, ContainerState state, int exitCode) {
        return new ContainerDetails(
                service,
                "acme-dev-" + service + "-1",
                "berth/" + service + ":1",
                state,
                ContainerHealth.UNHEALTHY,
                Map.of(),
                Map.of("PGRST_LOG_LEVEL", "info", "PATH", "/bin", "TOKEN", "never-to-be-seen"),
                LIMITS,
                List.of(
                        new ContainerDetails.Mount("bind", "/run/berth/rest", "/run/berth", true),
                        new ContainerDetails.Mount("volume", "acme-dev_data", "/data", false)),
                Map.of(),
                3,
                Optional.of(NOW.minusSeconds(7200)),
                Optional.empty(),
                exitCode,
                exitCode == 137,
                "",
                42,
                List.of(
                        new ContainerDetails.Probe(NOW.minusSeconds(12), NOW.minusSeconds(11), 0, "200"),
                        new ContainerDetails.Probe(
                                NOW.minusSeconds(7), NOW.minusSeconds(6), 1, "HTTP 503: JWSInvalidSignature\nmore")),
                Setups.USUAL);
    }

    private static EngineEvent event(long ago, String service, String action, Map<String, String> more) {
        Map<String, String> attributes = new HashMap<>(more);
        attributes.put("com.docker.compose.service", service);
        return new EngineEvent(NOW.minusSeconds(ago), action, service, attributes);
    }

    private static List<LogEntry> logs() {
        return List.of(
                log(40, "postgres", LogLevel.INFO, "database system is ready to accept connections"),
                log(30, "rest", LogLevel.INFO, "Listening on port 3000"),
                log(20, "gateway", LogLevel.UNKNOWN, "serving initial configuration"),
                log(13, "rest", LogLevel.ERROR, "JWSError JWSInvalidSignature\n    in request 17"),
                log(
                        3,
                        "rest",
                        LogLevel.WARN,
                        "retrying \u001b[31min\u001b[0m 4 seconds 日本, then every 32 seconds until postgres takes the"
                                + " login of authenticator"));
    }

    private static LogEntry log(long ago, String service, LogLevel level, String message) {
        return new LogEntry(NOW.minusSeconds(ago), service, "acme-dev-" + service + "-1", level, message);
    }
}
