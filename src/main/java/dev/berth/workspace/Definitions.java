package dev.berth.workspace;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the environments of a workspace; files only, no engine and no store. */
public interface Definitions {

    /** The definitions that lie in a workspace's files; every call reads them as they are then. */
    static Definitions in(Workspace workspace) {
        return new DefinitionFiles(workspace);
    }

    /** The names of all environments, sorted; one that others extend and that has no compose files is only a part of them. */
    List<String> names();

    /**
     * Reads one environment, with everything it extends.
     *
     * @throws DefinitionException when a file is wrong
     * @throws dev.berth.failure.BerthException ENVIRONMENT_UNKNOWN when there is none of that name
     */
    Definition read(String name);

    /**
     * Every problem in one environment's files, its secret templates included; empty when it is valid.
     *
     * @throws dev.berth.failure.BerthException ENVIRONMENT_UNKNOWN when there is none of that name
     */
    List<Problem> problems(String name);

    /** The files beside the definitions that nobody reads, because their names are not an environment's. */
    List<Problem> ignored();

    /**
     * The secrets that a definition's templates folder declares and the files it renders; none where it names no folder.
     *
     * @throws DefinitionException when a file is wrong
     */
    SecretTemplates secretTemplates(Definition definition);

    /** The definition files that were read for this environment, nearest first; for caches that must notice a change. */
    List<Path> files(String name);

    /**
     * Where a key is written, or the nearest key above it; empty where nothing of it is.
     *
     * @param path such as {@code services.rest.limits} or {@code compose.files[1]}
     */
    Optional<Place> locate(String name, String path);

    /**
     * Where an environment's compose files give a service a key, by the last of them that does; empty where none says it
     * itself, or says it in a way that only Compose understands.
     */
    Optional<Place> locateInCompose(String name, String service, String key);
}
