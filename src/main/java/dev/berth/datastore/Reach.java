package dev.berth.datastore;

import dev.berth.docker.Engine;
import java.io.IOException;
import java.net.Socket;

/** A way to the ports of a project's services, published or not, wherever the engine is. */
public interface Reach extends AutoCloseable {

    /**
     * Connects to a service's port.
     *
     * @return a connected socket; the caller closes it
     * @throws dev.berth.failure.BerthException DATASTORE_UNREACHABLE when the service does not run
     * @throws IOException when its port does not answer
     */
    Socket connect(String service, int port) throws IOException;

    /** Removes what was started for the connections; those still open end. */
    @Override
    void close();

    /** The way through an engine: a container's address where that answers, else a helper on its network. */
    static Reach through(Engine engine, String project) {
        return new EngineReach(engine, project, new RoutedAddresses());
    }
}
