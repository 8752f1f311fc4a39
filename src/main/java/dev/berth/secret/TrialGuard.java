package dev.berth.secret;

import java.nio.file.Path;
import java.time.Duration;

/** Keeps the login that the server for trying out made from any other program that listens at its address. */
final class TrialGuard implements VaultTransport {
    private final TrialProcess process;
    private final Path login;
    private final VaultTransport transport;

    /** @param login the file that holds it, which is named to whoever uses the address for another Vault */
    TrialGuard(TrialProcess process, Path login, VaultTransport transport) {
        this.process = process;
        this.login = login;
        this.transport = transport;
    }

    @Override
    public VaultOutcome send(VaultRequest request, Duration timeout) {
        if (!process.isListening() && process.isAddressFree()) {
            // Who may take the address from now on is not sent anything either.
            return new VaultOutcome.Unreachable("the connection was refused");
        }
        return process.isListening()
                ? transport.send(request, timeout)
                : new VaultOutcome.Unreachable(
                        "a program that Berth did not start listens there, and was sent nothing; where it is your Vault, remove "
                                + login);
    }
}
