package dev.berth.docker;

import com.grack.nanojson.JsonObject;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An engine at the end of a connection.
 *
 * <p>What is read often or streamed goes over the plain connection; docker-java is made ready at the first action, since
 * that costs more than a whole status report.
 */
final class DockerEngine implements Engine {
    /** More than anybody gives a container to end. */
    private static final Duration TIME_TO_END = Duration.ofHours(1);

    private static final int REQUESTS_AT_ONCE = 16;
    private static final Path MACHINE = Path.of("/");

    private final EngineHttp http;
    private final EngineCommands commands;
    private @Nullable EngineActions actions;
    private @Nullable LocalMeter meter;
    private volatile boolean streams;
    private @Nullable String apiVersion;

    DockerEngine(EngineHttp http) {
        this.http = http;
        this.commands = new EngineCommands(http);
    }

    @Override
    public EngineAddress address() {
        return http.address();
    }

    @Override
    public Engine within(Duration patience) {
        return new DockerEngine(http.within(patience));
    }

    @Override
    public EngineInfo info() {
        JsonObject info = http.object(EngineRequest.get("/info"));
        return new EngineInfo(
                info.getString("ID", ""),
                info.getString("ServerVersion", ""),
                info.getString("DockerRootDir", ""),
                info.getInt("NCPU"),
                info.getLong("MemTotal"));
    }

    @Override
    public List<Container> containers(Map<String, String> labels) {
        return ContainerReader.list(http.array(
                EngineRequest.get("/containers/json?all=true&filters=" + LabelFilter.query(labels, Map.of()))));
    }

    @Override
    public Optional<ContainerDetails> inspect(String container) {
        try {
            return Optional.of(ContainerReader.details(http.object(EngineRequest.get(path(container, "/json")))));
        } catch (EngineException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public List<ContainerDetails> inspectAll(List<String> containers) {
        List<ContainerDetails> found = new ArrayList<>(containers.size());
        for (int from = 0; from < containers.size(); from += REQUESTS_AT_ONCE) {
            List<EngineRequest> requests = new ArrayList<>();
            for (String id : containers.subList(from, Math.min(from + REQUESTS_AT_ONCE, containers.size()))) {
                requests.add(EngineRequest.get(path(id, "/json")));
            }
            http.found(requests).forEach(object -> found.add(ContainerReader.details(object)));
        }
        return found;
    }

    @Override
    public OptionalLong writtenBytes(String container) {
        try {
            Object size = http.object(EngineRequest.get(path(container, "/json?size=true")))
                    .get("SizeRw");
            return size instanceof Number bytes && bytes.longValue() >= 0
                    ? OptionalLong.of(bytes.longValue())
                    : OptionalLong.empty();
        } catch (EngineException e) {
            if (e.status() == 404) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    @Override
    public String create(ContainerSpecification specification) {
        return actions().create(specification, false);
    }

    @Override
    public void start(String container) {
        actions().start(container);
    }

    @Override
    public void stop(String container) {
        try {
            end(container, "/stop");
        } catch (EngineException e) {
            if (e.status() != 304) {
                throw e;
            }
        }
    }

    @Override
    public void restart(String container) {
        end(container, "/restart");
    }

    /** Not through docker-java, which names ten seconds where it is told none: the container's own time would not count. */
    private void end(String container, String verb) {
        http.text(EngineRequest.post(path(container, verb)).within(TIME_TO_END));
    }

    @Override
    public void rename(String container, String name) {
        http.text(EngineRequest.post(path(container, "/rename?name=" + EngineRequest.encode(name))));
    }

    @Override
    public void remove(String container, boolean force) {
        uninterrupted(() -> actions().remove(container, force, false));
    }

    @Override
    public void discard(String container) {
        uninterrupted(() -> actions().remove(container, true, true));
    }

    /** Cleaning up is what remains to be done in a thread that was interrupted. */
    private static void uninterrupted(Runnable work) {
        boolean interrupted = Thread.interrupted();
        try {
            work.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void updateLimits(String container, ContainerLimits limits) {
        JsonObject current =
                http.object(EngineRequest.get(path(container, "/json"))).getObject("HostConfig");
        actions().updateLimits(container, limits, current);
    }

    @Override
    public ExecResult run(ContainerSpecification specification, InputStream input, Duration timeout) {
        return new OneOff(http, actions(), this).run(specification, input, timeout);
    }

    @Override
    public ExecResult exec(String container, ExecRequest request, InputStream input, Duration timeout) {
        return commands.exec(container, request, input, timeout);
    }

    @Override
    public ByteStream open(String container, ExecRequest request) {
        return commands.open(container, request);
    }

    @Override
    public Optional<InputStream> readArchive(String container, String path) {
        try {
            EngineReply reply = http.stream(EngineRequest.get(archive(container, path)));
            return Optional.of(new FilterInputStream(reply.body()) {
                @Override
                public void close() {
                    reply.close();
                }
            });
        } catch (EngineException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void writeArchive(String container, String folder, InputStream tar) {
        http.text(EngineRequest.put(archive(container, folder), "application/x-tar", tar));
    }

    @Override
    public Subscription logs(String container, LogRequest request, Consumer<LogLine> lines) {
        StringBuilder query = new StringBuilder("/logs?stdout=true&stderr=true&timestamps=true");
        query.append("&follow=").append(request.follow());
        request.since().ifPresent(since -> query.append("&since=").append(seconds(since)));
        request.until().ifPresent(until -> query.append("&until=").append(seconds(until)));
        query.append("&tail=");
        request.tail().ifPresentOrElse(query::append, () -> query.append("all"));
        EngineReply reply = http.stream(EngineRequest.get(path(container, query.toString())));
        LogReader reader = new LogReader(lines);
        return StreamSubscription.begin(
                reply,
                "logs of " + container,
                hasTerminal(container, reply) ? reader::readTerminal : reader::readFrames);
    }

    /** Where the container runs on this machine the kernel is asked, as the engine would do for us. */
    @Override
    public Subscription stats(String container, Consumer<StatsSample> samples) {
        Optional<ControlGroup> group = address().isUnixSocket() ? group(container) : Optional.empty();
        if (group.isPresent()) {
            return meter().follow(group.get(), samples);
        }
        streams = true;
        return StreamSubscription.begin(
                http.stream(EngineRequest.get(path(container, "/stats?stream=true"))),
                "stats of " + container,
                body -> StatsReader.readAll(body, samples));
    }

    @Override
    public boolean streamsMeasurements() {
        return streams;
    }

    private synchronized LocalMeter meter() {
        LocalMeter ready = meter;
        if (ready == null) {
            ready = new LocalMeter(Clock.systemUTC());
            meter = ready;
        }
        return ready;
    }

    private Optional<ControlGroup> group(String container) {
        return inspect(container)
                .filter(details -> details.pid() > 0)
                .flatMap(details -> ControlGroup.of(MACHINE, details.id(), details.pid()));
    }

    @Override
    public Subscription events(
            Map<String, String> labels,
            Optional<Instant> since,
            Optional<Instant> until,
            Consumer<EngineEvent> events) {
        String query = "/events?filters=" + LabelFilter.query(labels, Map.of("type", "container"));
        String from = since.map(time -> "&since=" + seconds(time)).orElse("");
        String to = until.map(time -> "&until=" + seconds(time)).orElse("");
        return StreamSubscription.begin(
                http.stream(EngineRequest.get(query + from + to)), "events", body -> EventReader.readAll(body, events));
    }

    @Override
    public Optional<Image> image(String reference) {
        return actions().image(reference);
    }

    @Override
    public void tag(String image, String reference) {
        actions().tag(image, reference);
    }

    @Override
    public void untag(String reference) {
        actions().untag(reference);
    }

    @Override
    public Optional<Network> network(String network) {
        try {
            JsonObject found = http.object(EngineRequest.get("/networks/" + EngineRequest.encode(network)));
            return Optional.of(
                    new Network(found.getString("Id", ""), found.getString("Name", ""), found.getBoolean("Internal")));
        } catch (EngineException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public List<Volume> volumes(Map<String, String> labels) {
        return actions().volumes(labels);
    }

    @Override
    public void createVolume(String name, Map<String, String> labels) {
        actions().createVolume(name, labels);
    }

    @Override
    public void removeVolume(String name) {
        actions().removeVolume(name);
    }

    @Override
    public void close() {
        http.close();
    }

    private synchronized EngineActions actions() {
        EngineActions ready = actions;
        if (ready == null) {
            ready = new EngineActions(http, apiVersion());
            actions = ready;
        }
        return ready;
    }

    private synchronized String apiVersion() {
        String known = apiVersion;
        if (known == null) {
            try (EngineReply reply = http.stream(EngineRequest.get("/_ping"))) {
                known = reply.header("Api-Version")
                        .orElseThrow(() -> EngineFailures.unreachable(
                                http.address(), new IOException("what answers is not a Docker engine")));
            }
            apiVersion = known;
        }
        return known;
    }

    /** Engines from 23 on say so in the answer's type. */
    private boolean hasTerminal(String container, EngineReply reply) {
        String type = reply.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (type.contains("multiplexed-stream")) {
            return false;
        }
        JsonObject details = http.object(EngineRequest.get(path(container, "/json")));
        return details.getObject("Config", new JsonObject()).getBoolean("Tty");
    }

    private static String path(String container, String rest) {
        return "/containers/" + EngineRequest.encode(container) + rest;
    }

    private static String archive(String container, String path) {
        return path(container, "/archive?path=" + EngineRequest.encode(path));
    }

    private static String seconds(Instant time) {
        return "%d.%09d".formatted(time.getEpochSecond(), time.getNano());
    }
}
