package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.failure.BerthException;
import dev.berth.testing.FuzzTarget;
import dev.berth.testing.Thrift;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Answers that whoever listens at Vault's address may give. */
class VaultAnswersFuzzTests {
    private static final VaultSettings SETTINGS = new VaultSettings(
            URI.create("https://vault.example:8200"),
            "kv",
            "acme/prod",
            Optional.empty(),
            Optional.empty(),
            new VaultSettings.Login.Token(Optional.empty()));

    /** The status stands before the body. */
    @FuzzTarget
    void answer(byte[] input) throws Exception {
        int status = input.length < 2 ? 200 : 100 + ((input[0] & 0xff) << 8 | (input[1] & 0xff)) % 500;
        String body =
                new String(input, Math.min(2, input.length), Math.max(0, input.length - 2), StandardCharsets.UTF_8);

        Thrift.of(input.length, () -> {
            read(VaultOutcome.of(status, body));
            read(VaultOutcome.of(200, body));
            read(VaultOutcome.of(404, body));
        });
    }

    private static void read(VaultOutcome outcome) {
        assertThat(VaultState.without(SETTINGS.address(), outcome)).isNotNull();
        switch (outcome) {
            case VaultOutcome.Success(var body) -> {
                for (VaultMount mount : VaultMount.values()) {
                    content(body, true, mount);
                    mount.version(body);
                }
                attempt(() -> VaultMount.of(body, SETTINGS));
            }
            case VaultOutcome.NotFound(var body) -> {
                for (VaultMount mount : VaultMount.values()) {
                    content(body, false, mount);
                }
            }
            default ->
                attempt(() -> {
                    throw new VaultFailure(SETTINGS).of(outcome, "read kv/acme/prod/a");
                });
        }
    }

    private static void content(com.grack.nanojson.JsonObject body, boolean found, VaultMount mount) {
        attempt(() -> VaultContent.of(body, found, mount, "kv/acme/prod/a")
                .ifPresent(content -> attempt(() -> content.text("value"))));
    }

    /** It may refuse, in its own words. */
    private static void attempt(Runnable reading) {
        try {
            reading.run();
        } catch (BerthException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
