package dev.berth.docker;

import com.github.dockerjava.core.LocalDirectorySSLConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Connects to an engine's TCP port, through TLS where a folder with key material is given. */
final class TcpConnector implements Connector {
    private static final Duration TIME_TO_CONNECT = Duration.ofSeconds(10);

    private final String host;
    private final int port;
    private final Optional<Path> tlsFolder;
    private @Nullable SSLContext context;

    TcpConnector(String host, int port, Optional<Path> tlsFolder) {
        this.host = host;
        this.port = port;
        this.tlsFolder = tlsFolder;
    }

    @Override
    public Connection connect() throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            // A stream may be silent for hours: let the system find out that the other side has gone.
            socket.setKeepAlive(true);
            socket.connect(new InetSocketAddress(host, port), Math.toIntExact(TIME_TO_CONNECT.toMillis()));
            return new SocketConnection(tlsFolder.isPresent() ? secured(socket, tlsFolder.get()) : socket);
        } catch (UnknownHostException e) {
            socket.close();
            throw new IOException("unknown host " + host, e);
        } catch (SSLException e) {
            socket.close();
            throw new IOException("TLS: " + e.getMessage(), e);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public void close() {
        // Nothing is shared between connections.
    }

    private Socket secured(Socket socket, Path folder) throws IOException {
        SSLSocket secured = (SSLSocket) context(folder).getSocketFactory().createSocket(socket, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private synchronized SSLContext context(Path folder) throws IOException {
        SSLContext known = context;
        if (known != null) {
            return known;
        }
        try {
            SSLContext read = new LocalDirectorySSLConfig(folder.toString()).getSSLContext();
            context = read;
            return read;
        } catch (RuntimeException e) {
            throw new IOException("cannot use the TLS files in " + folder, e);
        }
    }

    /** A connection over a socket. */
    private record SocketConnection(Socket socket, InputStream input, OutputStream output) implements Connection {

        SocketConnection(Socket socket) throws IOException {
            this(socket, socket.getInputStream(), socket.getOutputStream());
        }

        @Override
        public void endOutput() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // The descriptor is given up either way.
                return;
            }
        }
    }
}
