package dev.berth.secret;

import java.time.Duration;

/** Carries requests to the server for trying out, and to no other program that listens at its address. */
final class TrialTransport implements VaultTransport {
    private final TrialProcess process;
    private final VaultTransport transport;

    TrialTransport(TrialProcess process, VaultTransport transport) {
        this.process = process;
        this.transport = transport;
    }

    /**
     * Sends it, once.
     *
     * @throws dev.berth.failure.BerthException FAILED where another program would get it, which is then sent nothing
     */
    @Override
    public VaultOutcome send(VaultRequest request, Duration timeout) {
        // It speaks plain HTTP, so nothing but the socket's owner says who reads the unseal key and the root token.
        // While the
        // process lives that holds the socket, no other user's program gets the address: asked before every request.
        if (!process.isListening()) {
            throw process.failure("does not listen");
        }
        return transport.send(request, timeout);
    }
}
