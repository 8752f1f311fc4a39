package dev.berth.workspace;

import java.nio.file.Path;
import java.util.List;

/** Reads the environments of a workspace; files only, no engine and no store. */
public interface Definitions {

    /** The names of all environments that can be switched to (a file that is only extended counts too), sorted. */
    List<String> names();

    /**
     * Reads one environment, with everything it extends.
     *
     * @throws DefinitionException when a file is wrong
     * @throws dev.berth.failure.BerthException ENVIRONMENT_UNKNOWN when there is none of that name
     */
    Definition read(String name);

    /** Every problem in one environment's files, its secret templates included; empty when it is valid. */
    List<Problem> problems(String name);

    /** The secrets that a definition's templates folder declares and the files it renders. */
    SecretTemplates secretTemplates(Definition definition);

    /** The definition files that were read for this environment, nearest first; for caches that must notice a change. */
    List<Path> files(String name);
}
