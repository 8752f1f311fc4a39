package dev.berth.environment;

import dev.berth.process.ProcessStart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Who runs this Berth, precisely enough to tell later, on the same machine, whether that very process still lives.
 *
 * @param machine the system's id of this installation; empty where the system gives none
 * @param boot the kernel's id of this boot; empty where the kernel gives none
 * @param processSpace the kernel's id of the process-number space; empty where the kernel gives none
 * @param processStart when the process started, as the operating system says
 */
public record Operator(
        String user, String host, String machine, String boot, String processSpace, long process, String processStart) {

    /** This process. */
    public static Operator current() {
        ProcessHandle self = ProcessHandle.current();
        return new Operator(
                System.getProperty("user.name", "unknown"),
                hostName(),
                machineName(),
                readFirstLine(Path.of("/proc/sys/kernel/random/boot_id")),
                readLink(Path.of("/proc/self/ns/pid")),
                self.pid(),
                ProcessStart.of(self));
    }

    /** Whether that process has surely ended; false also where it cannot be told from here. */
    public boolean isSurelyGone(Operator here) {
        if (!host.equals(here.host) || !processSpace.equals(here.processSpace)) {
            return false;
        }
        if (boot.isEmpty() && (machine.isEmpty() || !machine.equals(here.machine))) {
            // Nothing but the name says that it is this machine, and another one may have the same.
            return false;
        }
        if (!boot.equals(here.boot)) {
            // Another machine may have the same name; only this one can have been started anew since.
            return !machine.isEmpty() && machine.equals(here.machine);
        }
        Optional<ProcessHandle> running = ProcessHandle.of(process).filter(ProcessHandle::isAlive);
        String start = running.map(ProcessStart::of).orElse("");
        return running.isEmpty() || (!start.isEmpty() && !start.equals(processStart));
    }

    @Override
    public String toString() {
        return "%s@%s (process %d)".formatted(user, host, process);
    }

    /** Where the system gives no name of its own to a machine, its network card has one. */
    private static String machineName() {
        String known = readFirstLine(Path.of("/etc/machine-id"));
        if (!known.isEmpty() || Files.isDirectory(Path.of("/proc/self"))) {
            return known;
        }
        try {
            return NetworkInterface.networkInterfaces()
                    .map(Operator::hardwareAddress)
                    .filter(address -> !address.isEmpty())
                    .sorted()
                    .findFirst()
                    .orElse("");
        } catch (SocketException e) {
            return "";
        }
    }

    private static String hardwareAddress(NetworkInterface card) {
        try {
            byte[] address = card.isVirtual() ? null : card.getHardwareAddress();
            return address == null ? "" : HexFormat.of().formatHex(address);
        } catch (SocketException e) {
            return "";
        }
    }

    private static String hostName() {
        String fromKernel = readFirstLine(Path.of("/proc/sys/kernel/hostname"));
        if (!fromKernel.isEmpty()) {
            return fromKernel;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    private static String readFirstLine(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static String readLink(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
