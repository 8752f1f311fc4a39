package dev.berth.environment;

import dev.berth.docker.ContainerLimits;
import dev.berth.docker.EngineAddress;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Nearest;
import dev.berth.failure.Quoted;
import dev.berth.workspace.Definition;
import java.util.List;
import java.util.Optional;

/**
 * What an environment should consist of, as little as observing it needs; read from a cache where the files are unchanged.
 *
 * @param environment the environment's name
 * @param workspace the workspace's name
 * @param services in the order in which they depend on each other
 * @param volumeRules when a volume is told of
 */
public record Stack(
        String environment,
        String workspace,
        String project,
        boolean isProtected,
        EngineAddress engine,
        List<Service> services,
        Definition.VolumeRules volumeRules) {

    /** The label by which Compose marks a project's containers. */
    public static final String PROJECT_LABEL = "com.docker.compose.project";

    /**
     * One service that should run.
     *
     * @param replicas how many containers are wanted
     * @param oneShot whether it is meant to end
     * @param limits as Berth applies them: the definition's, else Compose's
     */
    public record Service(
            String name,
            Definition.Kind kind,
            Optional<String> role,
            boolean required,
            int replicas,
            boolean oneShot,
            boolean healthCheck,
            ContainerLimits limits) {

        /** The same, wanted in so many containers, and not to be done without. */
        public Service wanted(int containers) {
            return new Service(name, kind, role, true, containers, oneShot, healthCheck, limits);
        }

        /** Whether it keeps data in files that no second server may use. */
        public boolean isStore() {
            return switch (kind) {
                case POSTGRES, REDIS -> true;
                case PGBOUNCER, POSTGREST, HTTP, STORAGE, APP -> false;
            };
        }
    }

    /** The same with other services. */
    public Stack with(List<Service> others) {
        return new Stack(environment, workspace, project, isProtected, engine, others, volumeRules);
    }

    /** The service of that name; throws SERVICE_UNKNOWN, naming those there are. */
    public Service service(String name) {
        return services.stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BerthException(
                        ErrorCode.SERVICE_UNKNOWN,
                        "%s has no service %s".formatted(environment, Quoted.word(name)),
                        Nearest.instead(
                                name,
                                services.stream().map(Service::name).toList(),
                                "Its Compose files define none.")));
    }
}
