package dev.berth.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Connects to an engine's Unix socket. */
record UnixConnector(Path socket) implements Connector {

    static void prepare() {
        try {
            SocketChannel.open(StandardProtocolFamily.UNIX).close();
            SocketChannel.open(StandardProtocolFamily.INET).close();
        } catch (IOException | UnsupportedOperationException e) {
            // Whoever connects will say so.
            return;
        }
    }

    @Override
    public Connection connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            channel.close();
            throw new IOException(reason(e), e);
        }
        return new ChannelConnection(channel);
    }

    @Override
    public void close() {
        // Nothing is shared between connections.
    }

    private String reason(IOException failure) {
        if (!Files.exists(socket)) {
            return "there is no such socket";
        }
        if (!Files.isWritable(socket)) {
            return "permission denied";
        }
        String message = failure.getMessage();
        return message == null ? "nothing listens there" : message.toLowerCase(java.util.Locale.ROOT);
    }

    /** A connection over a socket channel. */
    private record ChannelConnection(SocketChannel channel, InputStream input, OutputStream output)
            implements Connection {

        ChannelConnection(SocketChannel channel) {
            this(channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
        }

        @Override
        public void endOutput() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // The descriptor is given up either way.
                return;
            }
        }
    }
}
