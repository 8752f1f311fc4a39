package dev.berth.datastore;

import dev.berth.failure.BerthException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/** Gives the database driver its sockets; public because the driver makes it, by name and with a key. */
public final class ReachSocketFactory extends SocketFactory {
    private static final Map<String, Source> SOURCES = new ConcurrentHashMap<>();

    private final String key;

    public ReachSocketFactory(String key) {
        this.key = key;
    }

    /** Where a key's sockets come from. */
    interface Source {
        Socket connect() throws IOException;
    }

    static String register(Source source) {
        String key = UUID.randomUUID().toString();
        SOURCES.put(key, source);
        return key;
    }

    static void forget(String key) {
        SOURCES.remove(key);
    }

    @Override
    public Socket createSocket() throws IOException {
        Source source = SOURCES.get(key);
        if (source == null) {
            throw new IOException("the way to the database is closed");
        }
        try {
            return source.connect();
        } catch (BerthException e) {
            // The driver passes on input and output problems only.
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return createSocket();
    }
}
