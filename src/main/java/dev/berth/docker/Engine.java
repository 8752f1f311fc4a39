package dev.berth.docker;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A Docker engine: what Berth asks of it, in Berth's words.
 *
 * <p>Every call throws {@link dev.berth.failure.BerthException} with ENGINE_UNREACHABLE when the engine does not answer,
 * and {@link EngineException} when it refuses. Nothing is opened before the first call.
 */
public interface Engine extends AutoCloseable {

    /** Where it is. */
    EngineAddress address();

    /**
     * The same engine for somebody who only looks, and does not wait longer than that for any answer to begin or a short one
     * to end; it is closed with this one.
     */
    default Engine within(Duration patience) {
        return this;
    }

    EngineInfo info();

    /** Containers in any state that carry all these labels; a label with an empty value need only be present. */
    List<Container> containers(Map<String, String> labels);

    /** One container by name or id; empty when there is none. */
    Optional<ContainerDetails> inspect(String container);

    /** Several containers by id, in that order, without those that are gone. */
    List<ContainerDetails> inspectAll(List<String> containers);

    /**
     * Bytes that a container wrote into its own layer, without its volumes; absent where the engine does not count or the
     * container is gone. The engine walks over its files for it.
     */
    OptionalLong writtenBytes(String container);

    /**
     * Creates a container without starting it.
     *
     * @return its id
     * @throws NameInUseException when the specification's name is taken: creation is atomic
     */
    String create(ContainerSpecification specification);

    void start(String container);

    /**
     * Asks the container to end, and kills it when it has not in the time that it was created with, which is its
     * service's {@code stop_grace_period}, else ten seconds; no effect on one that is not running.
     */
    void stop(String container);

    /** Stops it as {@link #stop} does, and starts it again. */
    void restart(String container);

    /** Gives a container another name, running or not. */
    void rename(String container, String name);

    /** Removes a container; volumes stay, those without a name too; no effect when there is none. */
    void remove(String container, boolean force);

    /** Removes a container of Berth's own, running or not, with the volumes that its image made for it; no effect when there is none. */
    void discard(String container);

    /** Changes limits of a container, running or not; only what is present is changed. */
    void updateLimits(String container, ContainerLimits limits);

    /**
     * Runs a one-off container to its end, feeds it standard input, and removes it whatever happens.
     *
     * @throws dev.berth.failure.BerthException TIMED_OUT when it does not end in time
     */
    ExecResult run(ContainerSpecification specification, InputStream input, Duration timeout);

    /** Runs a command in a running container to its end. */
    ExecResult exec(String container, ExecRequest request, InputStream input, Duration timeout);

    /** Starts a command in a running container and hands over its standard input and output as one byte stream. */
    ByteStream open(String container, ExecRequest request);

    /** A tar of a path in a container, running or not; empty when there is no such path. */
    Optional<InputStream> readArchive(String container, String path);

    /** Unpacks a tar below a folder of a container, running or not. */
    void writeArchive(String container, String folder, InputStream tar);

    /** Follows a container's log; lines come in order, from one thread, until the subscription is closed or the log ends. */
    Subscription logs(String container, LogRequest request, Consumer<LogLine> lines);

    /** A live stream of raw measurements, about one a second. */
    Subscription stats(String container, Consumer<StatsSample> samples);

    /** Whether each container's measurements are a stream that the engine pays for; known once one was asked for. */
    boolean streamsMeasurements();

    /** What happens to containers that carry all these labels, from now (or from an earlier moment) on. */
    default Subscription events(Map<String, String> labels, Optional<Instant> since, Consumer<EngineEvent> events) {
        return events(labels, since, Optional.empty(), events);
    }

    /** The same until a moment, at which the subscription ends; engines remember only the last few hundred events. */
    Subscription events(
            Map<String, String> labels, Optional<Instant> since, Optional<Instant> until, Consumer<EngineEvent> events);

    /** The image a reference means now; empty when it is not on this engine. */
    Optional<Image> image(String reference);

    /** Gives an image another name, such as {@code name:tag}; what had it before loses it. */
    void tag(String image, String reference);

    /** Takes a name from an image, and removes the image where that was its last; no effect where there is none. */
    void untag(String reference);

    /** A network by name or id; empty when there is none. */
    Optional<Network> network(String network);

    /** Named volumes that carry all these labels. */
    List<Volume> volumes(Map<String, String> labels);

    void createVolume(String name, Map<String, String> labels);

    /** Removes a volume; no effect when there is none. */
    void removeVolume(String name);

    @Override
    void close();
}
