package dev.berth.process;

import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The TCP sockets that listen on this machine, and whose they are, as Linux tells it in /proc. */
final class ListeningSockets {
    private static final String LISTENS = "0A";
    private static final int STATE = 3;
    private static final int USER = 7;
    private static final int NUMBER = 9;

    /** The first twelve bytes of an IPv4 address that an IPv6 socket listens on. */
    private static final byte[] MAPPED = HexFormat.of().parseHex("00000000000000000000ffff");

    private final Path proc;

    /**
     * Nothing is read yet.
     *
     * @param proc where the system tells of its processes
     */
    ListeningSockets(Path proc) {
        this.proc = proc;
    }

    /**
     * A socket as a line of /proc/net/tcp tells it.
     *
     * @param user the number of the user who made it
     * @param number its own, which is what a process that holds it shows
     */
    record Socket(int user, long number) {}

    /**
     * Whether a process of this user holds the socket that gets what is sent to an address; a socket that listens on every
     * address gets it only while none listens on this one.
     *
     * @throws ProgramException FAILED where the system does not tell
     */
    boolean areHeldBy(long process, InetSocketAddress address) {
        if (address.isUnresolved()) {
            return false;
        }
        try {
            Integer user = (Integer) Files.getAttribute(proc.resolve("self"), "unix:uid");
            for (Socket socket : at(address)) {
                if (socket.user() == user && isHeld(socket, process)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new ProgramException(
                    ErrorCode.FAILED,
                    "cannot tell which program listens at %s: %s".formatted(address, e),
                    "Berth sends secrets to a server of its own only where it can: on Linux, with /proc.",
                    e);
        }
    }

    private List<Socket> at(InetSocketAddress address) throws IOException {
        byte[] bytes = address.getAddress().getAddress();
        List<Socket> found = new ArrayList<>(listening(Files.readAllLines(proc.resolve("net/tcp")), bytes, address));
        Path sixth = proc.resolve("net/tcp6");
        if (Files.exists(sixth)) {
            byte[] mapped = bytes.length == MAPPED.length + Integer.BYTES
                    ? bytes
                    : ByteBuffer.allocate(MAPPED.length + Integer.BYTES)
                            .put(MAPPED)
                            .put(bytes)
                            .array();
            found.addAll(listening(Files.readAllLines(sixth), mapped, address));
        }
        return found;
    }

    private static List<Socket> listening(List<String> lines, byte[] address, InetSocketAddress wanted) {
        String local = "%s:%04X".formatted(text(address), wanted.getPort());
        return lines.stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > NUMBER && words[1].equals(local) && words[STATE].equals(LISTENS))
                .map(words -> new Socket(Integer.parseInt(words[USER]), Long.parseLong(words[NUMBER])))
                .toList();
    }

    /** As the kernel prints it: words of four bytes, each in the machine's own order. */
    private static String text(byte[] address) {
        StringBuilder text = new StringBuilder();
        ByteBuffer words = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
        while (words.hasRemaining()) {
            text.append("%08X".formatted(words.getInt()));
        }
        return text.toString();
    }

    private boolean isHeld(Socket socket, long process) throws IOException {
        String link = "socket:[%d]".formatted(socket.number());
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(proc.resolve(Path.of(String.valueOf(process), "fd")))) {
            for (Path file : files) {
                if (isLink(file, link)) {
                    return true;
                }
            }
            return false;
        } catch (AccessDeniedException e) {
            // What a package installs as vault may lock memory, and the system hides the files of a program that may do
            // more
            // than its user. That its socket was made by this user is what keeps every other one out.
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean isLink(Path file, String target) throws IOException {
        try {
            return Files.readSymbolicLink(file).toString().equals(target);
        } catch (NoSuchFileException e) {
            // Closed since the folder was listed.
            return false;
        }
    }
}
