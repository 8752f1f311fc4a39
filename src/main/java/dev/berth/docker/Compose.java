package dev.berth.docker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The Docker Compose command line (v2.20 or later).
 *
 * <p>It gets Berth's own variables, as it would by hand, where those of the shell win over the environment file; only
 * Compose's switches among them (COMPOSE_FILE, COMPOSE_PROFILES and the like) are taken out, since the project says them.
 *
 * <p>Throws {@link dev.berth.failure.BerthException} with COMPOSE_UNUSABLE where there is none (or only v1), and
 * COMPOSE_FAILED with Compose's own last words when it ends with an error; a port that is taken is PREFLIGHT_FAILED, an
 * image that is not on the engine IMAGE_MISSING.
 */
public interface Compose {

    /** Such as 2.26.1. */
    String version();

    /**
     * The line that does the same by hand, without a verb: {@code docker compose -p … --env-file … -f … [--profile …]}.
     *
     * <p>Where the user's docker would talk to another engine than the project's, {@code --context} or {@code --host} stands
     * before {@code compose}.
     */
    List<String> commandLine(ComposeProject project);

    /**
     * What Compose resolves the project to; needs no engine.
     *
     * @throws dev.berth.failure.BerthException DEFINITION_INVALID with Compose's words when the files are wrong
     */
    ComposeModel config(ComposeProject project);

    /**
     * Compose's configuration hashes by service, as its label on containers has them; needs no engine.
     *
     * @throws dev.berth.failure.BerthException DEFINITION_INVALID with Compose's words when the files are wrong
     */
    Map<String, String> hashes(ComposeProject project);

    /**
     * What {@code up} would create or recreate, by Compose's own dry run; writes nothing. What is merely stopped is not told
     * apart from what runs: a dry run that started would wait for ever for one-shots to complete.
     */
    List<DryRunStep> dryRun(ComposeProject project);

    /**
     * Creates, without starting, whatever is missing or differs; never builds or pulls.
     *
     * @param services empty for all
     * @param scale wanted replicas by service, where they differ from the files
     * @param progress Compose's own lines, for people who ask for them
     */
    void create(ComposeProject project, List<String> services, Map<String, Integer> scale, Consumer<String> progress);

    /**
     * Makes containers anew although nothing differs, and leaves them created; what they kept in volumes without a name goes
     * with them.
     */
    void recreate(ComposeProject project, List<String> services, Map<String, Integer> scale);

    /** Starts whatever is created or stopped, and creates what is still missing; never builds or pulls; does not wait for health. */
    void up(ComposeProject project, UpRequest request, Consumer<String> progress);

    void build(ComposeProject project, List<String> services, Consumer<String> progress);

    /** Builds anew, on base images that are looked up anew where a registry answers. */
    void rebuild(ComposeProject project, List<String> services, Consumer<String> progress);

    void pull(ComposeProject project, List<String> services, Consumer<String> progress);

    void start(ComposeProject project, List<String> services);

    /**
     * Stops containers; each is given the time to end that its service's {@code stop_grace_period} says.
     *
     * @param longest how long all of them may take, one after the other
     */
    void stop(ComposeProject project, List<String> services, Duration longest);

    /** Restarts containers; times as for {@link #stop}. */
    void restart(ComposeProject project, List<String> services, Duration longest);

    /**
     * Removes containers and networks of the services that the project defines; volumes stay, and so does what else is in the
     * project. Times as for {@link #stop}.
     */
    void down(ComposeProject project, Duration longest);

    /**
     * How services are brought up.
     *
     * @param services empty for all
     * @param dependencies whether what they depend on is brought up too
     * @param forceRecreate whether containers are recreated although nothing differs
     * @param removeOrphans whether containers of services that are no longer defined are removed
     */
    record UpRequest(
            List<String> services,
            Map<String, Integer> scale,
            boolean dependencies,
            boolean forceRecreate,
            boolean removeOrphans) {}

    /** One line of a dry run: what would happen to a container (or network, volume), such as recreate. */
    record DryRunStep(String kind, String name, String action) {}
}
