package dev.berth.testing;

import dev.berth.docker.ByteStream;
import dev.berth.docker.Container;
import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerHealth;
import dev.berth.docker.ContainerLimits;
import dev.berth.docker.ContainerSpecification;
import dev.berth.docker.ContainerState;
import dev.berth.docker.Engine;
import dev.berth.docker.EngineAddress;
import dev.berth.docker.EngineEvent;
import dev.berth.docker.EngineException;
import dev.berth.docker.EngineInfo;
import dev.berth.docker.ExecRequest;
import dev.berth.docker.ExecResult;
import dev.berth.docker.Image;
import dev.berth.docker.LogLine;
import dev.berth.docker.LogRequest;
import dev.berth.docker.NameInUseException;
import dev.berth.docker.Network;
import dev.berth.docker.StatsSample;
import dev.berth.docker.Subscription;
import dev.berth.docker.Volume;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * An engine in memory, held to {@link EngineContract}: names are atomic, archives and volumes keep what is written.
 *
 * <p>What a container's commands do is scripted by the test: {@link #onRun} and {@link #onExec}. Time goes one second a call.
 */
public final class FakeEngine implements Engine {
    private static final Instant BEGIN = Instant.parse("2026-11-23T10:00:00Z");

    private static final Network BRIDGE = new Network("%064x".formatted(1), "bridge", false);

    private final Map<String, FakeContainer> containers = new LinkedHashMap<>();
    private final FakeVolumes volumes = new FakeVolumes();
    private final FakeEvents events = new FakeEvents();
    private final Map<String, String> imageIds = new TreeMap<>();
    private final Map<String, StatsSample> samples = new TreeMap<>();
    private RunHandler runHandler = (specification, input) -> new ExecResult(0, "", "");
    private ExecHandler execHandler = (container, request, input) -> new ExecResult(0, "", "");
    private boolean unreachable;
    private int calls;

    /** Plays a one-off container. */
    public interface RunHandler {
        ExecResult run(ContainerSpecification specification, String input);
    }

    /** Plays a command in a running container. */
    public interface ExecHandler {
        ExecResult exec(String container, ExecRequest request, String input);
    }

    private boolean streamsMeasurements;

    /** @param images references that the engine has from the beginning */
    public FakeEngine(String... images) {
        for (String image : images) {
            addImage(image);
        }
    }

    public synchronized void addImage(String reference) {
        imageIds.put(reference, "sha256:" + "%064x".formatted(reference.hashCode() & 0xffffffffL));
    }

    public synchronized void onRun(RunHandler handler) {
        runHandler = handler;
    }

    public synchronized void onExec(ExecHandler handler) {
        execHandler = handler;
    }

    /** How often it was asked. */
    public synchronized int calls() {
        return calls;
    }

    /** From now on nothing answers, or everything again. */
    public synchronized void setUnreachable(boolean unreachable) {
        this.unreachable = unreachable;
    }

    public synchronized void setHealth(String container, ContainerHealth health) {
        find(container).health = health;
        emit(find(container), "health_status: " + health.name().toLowerCase(Locale.ROOT));
    }

    /** What the next measurement of a container shows. */
    public synchronized void setSample(String container, StatsSample sample) {
        samples.put(find(container).id, sample);
    }

    public synchronized void addLogLine(String container, LogLine line) {
        find(container).log.add(line);
    }

    /** Ends a container's main program by itself. */
    public synchronized void end(String container, int exitCode) {
        find(container).end(exitCode, now());
        emit(find(container), "die");
    }

    @Override
    public EngineAddress address() {
        return new EngineAddress("unix:///fake.sock", Optional.empty(), Optional.empty());
    }

    @Override
    public synchronized EngineInfo info() {
        answer();
        return new EngineInfo("FAKE:ENGINE", "26.1.5", "/var/lib/docker", 2, 8L << 30);
    }

    @Override
    public synchronized List<Container> containers(Map<String, String> labels) {
        answer();
        return containers.values().stream()
                .filter(container -> container.hasLabels(labels))
                .map(FakeContainer::line)
                .toList();
    }

    @Override
    public synchronized Optional<ContainerDetails> inspect(String container) {
        answer();
        return lookUp(container).map(FakeContainer::details);
    }

    @Override
    public OptionalLong writtenBytes(String container) {
        return OptionalLong.empty();
    }

    @Override
    public synchronized List<ContainerDetails> inspectAll(List<String> containers) {
        answer();
        return containers.stream()
                .flatMap(container -> lookUp(container).stream())
                .map(FakeContainer::details)
                .toList();
    }

    /** Creates the first container of a Compose service from the image {@code image}, as {@code PROJECT-SERVICE-1}; its id. */
    public String createService(String project, String service) {
        return create(new ContainerSpecification(
                Optional.of("%s-%s-1".formatted(project, service)),
                "image",
                List.of(),
                Optional.empty(),
                Map.of("com.docker.compose.project", project, "com.docker.compose.service", service),
                List.of(),
                "none",
                List.of(),
                false,
                false,
                false));
    }

    @Override
    public synchronized String create(ContainerSpecification specification) {
        answer();
        String imageId = imageIds.get(specification.image());
        if (imageId == null) {
            throw new EngineException(404, "No such image: " + specification.image());
        }
        String id = "%064x".formatted(calls);
        String name = specification.name().orElse("fake_" + calls);
        if (lookUp(name).isPresent()) {
            throw new NameInUseException(name);
        }
        FakeContainer container = new FakeContainer(id, name, specification, imageId);
        for (ContainerDetails.Mount mount : container.details().mounts()) {
            if (mount.type().equals("volume")) {
                volumes.add(mount.source(), Map.of());
            }
            container.files.addFolder(relative(mount.target()));
        }
        containers.put(id, container);
        emit(container, "create");
        return id;
    }

    @Override
    public synchronized void start(String container) {
        answer();
        FakeContainer found = find(container);
        if (found.state != ContainerState.RUNNING) {
            found.start(now());
            emit(found, "start");
        }
    }

    @Override
    public synchronized void stop(String container) {
        answer();
        FakeContainer found = find(container);
        if (found.state == ContainerState.RUNNING) {
            found.end(143, now());
            emit(found, "die");
        }
    }

    @Override
    public synchronized void restart(String container) {
        stop(container);
        start(container);
    }

    @Override
    public synchronized void rename(String container, String name) {
        answer();
        FakeContainer found = find(container);
        if (containers.values().stream().anyMatch(each -> each != found && each.name.equals(name))) {
            throw new EngineException(409, "the name " + name + " is in use");
        }
        found.name = name;
    }

    @Override
    public synchronized void remove(String container, boolean force) {
        answer();
        lookUp(container).ifPresent(found -> {
            if (found.state == ContainerState.RUNNING && !force) {
                throw new EngineException(409, "cannot remove a running container");
            }
            containers.remove(found.id);
            emit(found, "destroy");
        });
    }

    @Override
    public void discard(String container) {
        remove(container, true);
    }

    @Override
    public synchronized void updateLimits(String container, ContainerLimits limits) {
        answer();
        find(container).change(limits);
    }

    @Override
    public ExecResult run(ContainerSpecification specification, InputStream input, Duration timeout) {
        String id = create(specification);
        try {
            start(id);
            return runHandler.run(specification, text(input));
        } finally {
            remove(id, true);
        }
    }

    @Override
    public ExecResult exec(String container, ExecRequest request, InputStream input, Duration timeout) {
        FakeContainer found;
        synchronized (this) {
            answer();
            found = find(container);
        }
        if (found.state != ContainerState.RUNNING) {
            throw new EngineException(409, "container %s is not running".formatted(container));
        }
        return execHandler.exec(found.name, request, text(input));
    }

    @Override
    public ByteStream open(String container, ExecRequest request) {
        throw new UnsupportedOperationException("the fake engine has no programs to talk to");
    }

    @Override
    public synchronized Optional<InputStream> readArchive(String container, String path) {
        answer();
        String name = path.substring(path.lastIndexOf('/') + 1);
        return lookUp(container).flatMap(found -> {
            Place place = place(found, path);
            return place.files().pack(place.path(), name);
        });
    }

    @Override
    public synchronized void writeArchive(String container, String folder, InputStream tar) {
        answer();
        Place place = place(find(container), folder);
        if (!place.files().isFolder(place.path())) {
            throw new EngineException(404, "Could not find the file %s in container %s".formatted(folder, container));
        }
        place.files().unpack(place.path(), tar);
    }

    @Override
    public synchronized Subscription logs(String container, LogRequest request, Consumer<LogLine> lines) {
        answer();
        FakeContainer found = find(container);
        List<LogLine> chosen = found.log.stream()
                .filter(line -> request.since().isEmpty()
                        || !line.time().isBefore(request.since().get()))
                .filter(line -> request.until().isEmpty()
                        || !line.time().isAfter(request.until().get()))
                .toList();
        int begin = Math.max(0, chosen.size() - request.tail().orElse(chosen.size()));
        chosen.subList(begin, chosen.size()).forEach(lines);
        return new FakeEvents.Stream(!request.follow() || found.state != ContainerState.RUNNING, () -> {});
    }

    @Override
    public synchronized Subscription stats(String container, Consumer<StatsSample> consumer) {
        answer();
        StatsSample sample = samples.get(find(container).id);
        if (sample != null) {
            consumer.accept(sample);
        }
        return new FakeEvents.Stream(false, () -> {});
    }

    /** Its measurements cost it a stream each from now on. */
    public synchronized void streamMeasurements() {
        streamsMeasurements = true;
    }

    @Override
    public synchronized boolean streamsMeasurements() {
        return streamsMeasurements;
    }

    @Override
    public synchronized Subscription events(
            Map<String, String> labels,
            Optional<Instant> since,
            Optional<Instant> until,
            Consumer<EngineEvent> consumer) {
        answer();
        return events.add(labels, since, until, consumer);
    }

    @Override
    public synchronized void tag(String image, String reference) {
        imageIds.put(
                reference,
                image(image)
                        .orElseThrow(() -> new EngineException(404, "No such image: " + image))
                        .id());
    }

    @Override
    public synchronized void untag(String reference) {
        answer();
        imageIds.remove(reference);
    }

    @Override
    public synchronized Optional<Image> image(String reference) {
        answer();
        String id = imageIds.getOrDefault(reference, reference);
        List<String> tags = imageIds.entrySet().stream()
                .filter(entry -> entry.getValue().equals(id))
                .map(Map.Entry::getKey)
                .toList();
        return tags.isEmpty() ? Optional.empty() : Optional.of(new Image(id, "", List.of()));
    }

    /** Every engine has a bridge. */
    @Override
    public synchronized Optional<Network> network(String network) {
        answer();
        return network.equals("bridge") || network.equals(BRIDGE.id()) ? Optional.of(BRIDGE) : Optional.empty();
    }

    @Override
    public synchronized List<Volume> volumes(Map<String, String> labels) {
        answer();
        return volumes.list(labels);
    }

    @Override
    public synchronized void createVolume(String name, Map<String, String> labels) {
        answer();
        volumes.add(name, labels);
    }

    @Override
    public synchronized void removeVolume(String name) {
        answer();
        if (containers.values().stream().anyMatch(container -> container.mounts(name))) {
            throw new EngineException(409, "volume %s is in use".formatted(name));
        }
        volumes.remove(name);
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    /** Which files a path of a container means: its own, or a volume's. */
    private record Place(FakeFiles files, String path) {}

    private Place place(FakeContainer container, String path) {
        for (ContainerDetails.Mount mount : container.details().mounts()) {
            Optional<FakeFiles> files = volumes.files(mount.source());
            if (files.isPresent() && (path.equals(mount.target()) || path.startsWith(mount.target() + "/"))) {
                return new Place(
                        files.get(), relative(path.substring(mount.target().length())));
            }
        }
        return new Place(container.files, relative(path));
    }

    private static String relative(String path) {
        return path.replaceAll("^/+|/+$", "");
    }

    private void answer() {
        calls++;
        if (unreachable) {
            throw new BerthException(
                    ErrorCode.ENGINE_UNREACHABLE,
                    "no Docker engine answers at unix:///fake.sock (it was told not to)",
                    null);
        }
    }

    private Instant now() {
        return BEGIN.plusSeconds(calls);
    }

    private FakeContainer find(String container) {
        return lookUp(container).orElseThrow(() -> new EngineException(404, "No such container: " + container));
    }

    private Optional<FakeContainer> lookUp(String container) {
        return containers.values().stream()
                .filter(each -> each.id.equals(container) || each.name.equals(container))
                .findFirst();
    }

    private void emit(FakeContainer container, String action) {
        events.emit(container, action, now());
    }

    private static String text(InputStream input) {
        try (input) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
