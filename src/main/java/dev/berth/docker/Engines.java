package dev.berth.docker;

import java.util.Optional;

/** Finds and opens engines: a definition's own, else DOCKER_HOST, DOCKER_CONTEXT, the current context, the default socket. */
public interface Engines {

    /**
     * Resolves an address without talking to the engine.
     *
     * @param host from a definition; at most one of host and context is present
     */
    EngineAddress resolve(Optional<String> host, Optional<String> context);

    /** Makes ready what a first connection takes, while the caller does something else. */
    void prepare();

    /** An engine at this address; opens nothing yet. */
    Engine open(EngineAddress address);
}
