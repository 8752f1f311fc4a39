package dev.berth.workspace;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where a server of Berth's listens.
 *
 * @param host an address of this machine in numbers; of all its networks {@code 0.0.0.0}
 */
public record ListenAddress(String host, int port) {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MOST_PORT = 65_535;

    /**
     * Reads {@code ADDRESS:PORT}, an IPv6 address in brackets; a port alone is one that only this machine reaches.
     *
     * @throws IllegalArgumentException where it is none
     */
    static ListenAddress of(String text) {
        int colon = text.lastIndexOf(':');
        String written = colon < 0 ? LOOPBACK : text.substring(0, colon);
        String host = written.equals("localhost") ? LOOPBACK : written.replaceFirst("^\\[(.*)]$", "$1");
        int port = Integer.parseInt(text.substring(colon + 1));
        if (port < 1 || port > MOST_PORT) {
            throw new IllegalArgumentException("no port: " + port);
        }
        InetAddress.ofLiteral(host);
        return new ListenAddress(host, port);
    }

    /** Nobody is asked for it: the address is in numbers. */
    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    /** Whether only this machine reaches it. */
    public boolean isLoopback() {
        return InetAddress.ofLiteral(host).isLoopbackAddress();
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
