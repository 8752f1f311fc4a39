package dev.berth.testing;

import dev.berth.datastore.Reach;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;

/** A way to services that have said beforehand all that they will say, whatever they are asked. */
public final class PlayedReach implements Reach {
    private final byte[] answers;

    public PlayedReach(byte[] answers) {
        this.answers = answers;
    }

    @Override
    public Socket connect(String service, int port) {
        return new PlayedSocket(new ByteArrayInputStream(answers));
    }

    @Override
    public void close() {}

    /** Nothing below it is opened. */
    private static final class PlayedSocket extends Socket {
        private final InputStream input;
        private boolean closed;

        private PlayedSocket(InputStream input) {
            this.input = input;
        }

        @Override
        public InputStream getInputStream() {
            return input;
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) {}

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public InetAddress getInetAddress() {
            return InetAddress.getLoopbackAddress();
        }

        @Override
        public void setSoTimeout(int timeout) {}

        @Override
        public int getSoTimeout() {
            return 0;
        }

        @Override
        public void setTcpNoDelay(boolean on) {}

        @Override
        public void setKeepAlive(boolean on) {}

        @Override
        public void setSoLinger(boolean on, int linger) {}

        @Override
        public int getReceiveBufferSize() {
            return 8192;
        }

        @Override
        public int getSendBufferSize() {
            return 8192;
        }

        @Override
        public synchronized void close() {
            closed = true;
        }
    }
}
