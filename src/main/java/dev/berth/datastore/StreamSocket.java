package dev.berth.datastore;

import dev.berth.docker.ByteStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;

/** A connected socket whose bytes travel through an engine; options of a network connection have no effect. */
final class StreamSocket extends Socket {
    private final ByteStream stream;
    private final TimedInput input;
    private volatile boolean closed;
    private volatile boolean outputShut;

    StreamSocket(ByteStream stream) {
        this.stream = stream;
        this.input = new TimedInput(stream.input());
    }

    @Override
    public void connect(SocketAddress endpoint) {
        // Connected since it was made.
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) {
        // Connected since it was made.
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShut;
    }

    @Override
    public InputStream getInputStream() {
        return input;
    }

    @Override
    public OutputStream getOutputStream() {
        return stream.output();
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public int getPort() {
        return 0;
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        input.timeout(timeout);
    }

    @Override
    public int getSoTimeout() {
        return input.timeout();
    }

    @Override
    public void shutdownOutput() throws IOException {
        outputShut = true;
        stream.output().close();
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // The relay sets it on its side.
    }

    @Override
    public void setKeepAlive(boolean on) {
        // The engine's connection sees to it.
    }

    @Override
    public void setReceiveBufferSize(int size) {
        // There is no network connection of its own.
    }

    @Override
    public int getReceiveBufferSize() {
        return TimedInput.CAPACITY;
    }

    @Override
    public void setSendBufferSize(int size) {
        // There is no network connection of its own.
    }

    @Override
    public int getSendBufferSize() {
        return TimedInput.CAPACITY;
    }

    @Override
    public void setSoLinger(boolean on, int linger) {
        // There is no network connection of its own.
    }

    @Override
    public void close() throws IOException {
        closed = true;
        input.close();
        stream.close();
    }

    @Override
    public String toString() {
        return "socket through the engine";
    }
}
