package dev.berth.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.UpdateContainerCmd;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.grack.nanojson.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** What changes something on an engine, and the rarer questions, through docker-java. */
final class EngineActions {
    private static final RemoteApiVersion OURS = RemoteApiVersion.VERSION_1_44;
    private static final double NANOS_OF_ONE_CPU = 1e9;
    private static final long DEFAULT_CPU_PERIOD = 100_000;

    private final DockerClient client;

    /** @param theirVersion the newest API version that the engine speaks */
    EngineActions(EngineHttp http, String theirVersion) {
        RemoteApiVersion theirs = RemoteApiVersion.parseConfig(theirVersion);
        this.client = DockerClientImpl.getInstance(
                new DockerJavaSettings(
                        URI.create(http.address().host()), theirs.isGreaterOrEqual(OURS) ? OURS : theirs),
                new DockerJavaTransport(http));
    }

    /** @param attached whether its standard streams will be attached to */
    String create(ContainerSpecification specification, boolean attached) {
        try (CreateContainerCmd command = client.createContainerCmd(specification.image())) {
            specification.name().ifPresent(command::withName);
            specification.user().ifPresent(command::withUser);
            if (!specification.command().isEmpty()) {
                command.withCmd(specification.command());
            }
            if (!specification.entrypoint().isEmpty()) {
                command.withEntrypoint(specification.entrypoint());
            }
            command.withLabels(specification.labels())
                    .withHostConfig(hostConfiguration(specification))
                    .withStdinOpen(attached)
                    .withStdInOnce(attached)
                    .withAttachStdin(attached)
                    .withAttachStdout(attached)
                    .withAttachStderr(attached);
            return calling(() -> command.exec().getId());
        } catch (EngineException e) {
            Optional<String> name = specification.name();
            if (e.status() == 409 && name.isPresent()) {
                throw new NameInUseException(name.get());
            }
            throw e;
        }
    }

    private static HostConfig hostConfiguration(ContainerSpecification specification) {
        return HostConfig.newHostConfig()
                .withBinds(specification.binds().stream().map(Bind::parse).toList())
                .withNetworkMode(specification.network())
                .withCapDrop(Capability.ALL)
                .withCapAdd(specification.capabilities().stream()
                        .map(Capability::valueOf)
                        .toArray(Capability[]::new))
                .withSecurityOpts(List.of("no-new-privileges"))
                .withReadonlyRootfs(specification.readOnlyRoot())
                .withInit(specification.init())
                .withAutoRemove(specification.autoRemove());
    }

    void start(String container) {
        unlessAlready(() -> client.startContainerCmd(container).exec());
    }

    void remove(String container, boolean force, boolean anonymousVolumes) {
        unlessGone(() -> client.removeContainerCmd(container)
                .withForce(force)
                .withRemoveVolumes(anonymousVolumes)
                .exec());
    }

    /** @param current the container's HostConfig as it is */
    void updateLimits(String container, ContainerLimits wanted, JsonObject current) {
        UpdateContainerCmd command = client.updateContainerCmd(container);
        wanted.cpus().ifPresent(cpus -> setCpus(command, cpus, current));
        wanted.memoryBytes().ifPresent(bytes -> setMemory(command, bytes, current));
        wanted.pids().ifPresent(command::withPidsLimit);
        calling(command::exec);
    }

    /** The engine refuses one way of saying it for a container that was created with the other. */
    private static void setCpus(UpdateContainerCmd command, double cpus, JsonObject current) {
        if (current.getLong("CpuQuota") > 0) {
            long period = current.getLong("CpuPeriod") > 0 ? current.getLong("CpuPeriod") : DEFAULT_CPU_PERIOD;
            command.withCpuPeriod(period).withCpuQuota(Math.round(cpus * period));
        } else {
            command.withNanoCPUs(Math.round(cpus * NANOS_OF_ONE_CPU));
        }
    }

    /** Memory and swap together may not be less than memory alone; how much may be swapped out stays as it is. */
    private static void setMemory(UpdateContainerCmd command, long bytes, JsonObject current) {
        long memory = current.getLong("Memory");
        long withSwap = current.getLong("MemorySwap");
        long swap = memory > 0 ? Math.max(0, withSwap - memory) : 0;
        command.withMemory(bytes).withMemorySwap(withSwap < 0 ? -1 : bytes + swap);
    }

    Optional<Image> image(String reference) {
        try {
            return Optional.of(image(calling(client.inspectImageCmd(reference)::exec)));
        } catch (EngineException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Image image(InspectImageResponse response) {
        ContainerConfig configuration = response.getConfig();
        String user = configuration == null ? null : configuration.getUser();
        return new Image(Objects.requireNonNullElse(response.getId(), ""), user == null ? "" : user, digests(response));
    }

    private static List<String> digests(InspectImageResponse response) {
        List<String> digests = response.getRepoDigests();
        return digests == null ? List.of() : List.copyOf(digests);
    }

    List<Volume> volumes(Map<String, String> labels) {
        return calling(() ->
                client.listVolumesCmd().withFilter("label", LabelFilter.words(labels)).exec().getVolumes().stream()
                        .map(volume -> new Volume(
                                volume.getName(),
                                volume.getLabels() == null ? Map.of() : Map.copyOf(volume.getLabels())))
                        .toList());
    }

    void tag(String image, String reference) {
        int colon = reference.lastIndexOf(':');
        calling(() -> client.tagImageCmd(image, reference.substring(0, colon), reference.substring(colon + 1))
                .exec());
    }

    void untag(String reference) {
        unlessGone(() -> client.removeImageCmd(reference).exec());
    }

    void createVolume(String name, Map<String, String> labels) {
        calling(() -> client.createVolumeCmd().withName(name).withLabels(labels).exec());
    }

    void removeVolume(String name) {
        unlessGone(() -> client.removeVolumeCmd(name).exec());
    }

    private static void unlessGone(Supplier<?> call) {
        try {
            calling(call);
        } catch (EngineException e) {
            boolean beingRemoved = e.status() == 409 && e.getMessage().contains("already in progress");
            if (e.status() != 404 && !beingRemoved) {
                throw e;
            }
        }
    }

    private static void unlessAlready(Supplier<?> call) {
        try {
            calling(call);
        } catch (EngineException e) {
            if (e.status() != 304) {
                throw e;
            }
        }
    }

    private static <T> T calling(Supplier<T> call) {
        try {
            return call.get();
        } catch (DockerException e) {
            throw EngineFailures.refusal(e.getHttpStatus(), words(e));
        }
    }

    /** docker-java puts "Status 404: " before the engine's own answer. */
    private static String words(DockerException e) {
        String message = String.valueOf(e.getMessage());
        String prefix = "Status " + e.getHttpStatus() + ": ";
        return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    }
}
