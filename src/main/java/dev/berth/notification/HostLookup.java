package dev.berth.notification;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Looks a host up before it is spoken to, in a thread of the system: the system's resolver cannot be interrupted, and would keep
 * a virtual thread's carrier for as long as a name server is silent. What it finds Java remembers for the connection.
 */
final class HostLookup {
    private HostLookup() {}

    /** Why a host has no address; empty where it has one. */
    static Optional<Delivery> failure(String host) throws InterruptedException {
        FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> InetAddress.getAllByName(host));
        Thread.ofPlatform().daemon().name("look-up").start(lookup);
        try {
            lookup.get();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(Delivery.Later.because("there is no address of %s".formatted(host)));
        }
    }
}
