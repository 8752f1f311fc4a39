package dev.berth.secret;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;

/** Whoever set a server up: lets an environment have its mount, its policy and a login that may do no more. */
final class VaultAdministrator {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int READY = 100;

    private final VaultTransport transport;
    private final SecretValue token;
    private final VaultFailure failures;
    private final VaultCalls.Pause pause;

    VaultAdministrator(VaultTransport transport, SecretValue token, VaultFailure failures, VaultCalls.Pause pause) {
        this.transport = transport;
        this.token = token;
        this.failures = failures;
        this.pause = pause;
    }

    /** The mount's key-value engine, made where it is missing; its version, 1 or 2. */
    int mount(VaultSettings settings) {
        JsonObject mounts = data(get("sys/mounts"));
        JsonObject present = mounts.getObject(settings.mount() + "/");
        if (present == null) {
            post("sys/mounts/" + settings.mount(), object("type", "kv", "options", object("version", "2")));
            awaitReady(settings);
            return 2;
        }
        return VaultMount.of(object("data", present), settings) == VaultMount.VERSION_2 ? 2 : 1;
    }

    /** Version 2 of the engine readies itself in the background, and calls every request wrong meanwhile. */
    private void awaitReady(VaultSettings settings) {
        VaultRequest probe = VaultRequest.read(settings.mount() + "/data/ready").as(token);
        for (int attempt = 0; transport.send(probe, TIMEOUT) instanceof VaultOutcome.Rejected; attempt++) {
            if (attempt == READY || !slept()) {
                throw new BerthException(
                        ErrorCode.VAULT_FAILED,
                        "the mount %s at %s does not get ready".formatted(settings.mount(), settings.address()),
                        "Run the command again.");
            }
        }
    }

    private boolean slept() {
        try {
            pause.sleep(Duration.ofMillis(100));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void policy(String name, IntFunction<String> text, int version) {
        post("sys/policies/acl/" + name, object("policy", text.apply(version)));
    }

    /**
     * Sees to it that the login works which the definition describes.
     *
     * @param name of its policy, and of its role
     * @param kept where its secret part lies when the definition names no file
     * @return whether it was made anew
     */
    boolean login(VaultSettings settings, String name, Path kept) {
        return switch (settings.login()) {
            case VaultSettings.Login.Token(var file) ->
                login(file.orElse(kept), file.isPresent(), this::isToken, () -> newToken(name));
            case VaultSettings.Login.AppRole role
            when role.wrappedFor().isEmpty() -> {
                role(role.roleId(), name);
                yield login(
                        role.secretIdFile().orElse(kept),
                        role.secretIdFile().isPresent(),
                        secretId -> isSecretId(role.roleId(), secretId),
                        () -> data(post("auth/approle/role/%s/secret-id".formatted(name), new JsonObject()))
                                .getString("secret_id", ""));
            }
            default ->
                throw new BerthException(
                        ErrorCode.USAGE,
                        "the server for trying out makes logins by token and by AppRole without wrapping",
                        "In the definition: auth: {method: approle, roleId: %s}".formatted(name));
        };
    }

    /** Whether the secret part of a login is taken. */
    private interface Trial {
        boolean works(SecretValue material);
    }

    /** Makes the secret part of a login. */
    private interface Maker {
        String make();
    }

    private static boolean login(Path file, boolean named, Trial trial, Maker maker) {
        try {
            if (Files.exists(file)) {
                String present = Files.readString(file, StandardCharsets.UTF_8).strip();
                if (!present.isEmpty() && trial.works(SecretValue.of(present))) {
                    return false;
                }
                if (named) {
                    throw new BerthException(
                            ErrorCode.VAULT_DENIED,
                            "%s holds a login that this server does not know; it is left as it is".formatted(file),
                            "Move it away where it belongs to no other server, and run the command again.");
                }
                Files.move(
                        file,
                        file.resolveSibling(file.getFileName() + ".old"),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
            PrivateFile.folder(file);
            PrivateFile.replace(file, (maker.make() + "\n").getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "cannot keep the login in %s: %s".formatted(file, Refusal.of(e, file)),
                    "Check the folder's permissions and the free space.",
                    e);
        }
    }

    private void role(String roleId, String name) {
        if (!data(get("sys/auth")).has("approle/")) {
            post("sys/auth/approle", object("type", "approle"));
        }
        JsonObject role =
                object("token_policies", new JsonArray(List.of(name)), "token_ttl", "1h", "token_max_ttl", "24h");
        // Vault's own default policy allows what nobody here asked for.
        role.put("token_no_default_policy", true);
        post("auth/approle/role/" + name, role);
        post("auth/approle/role/%s/role-id".formatted(name), object("role_id", roleId));
    }

    private String newToken(String name) {
        JsonObject wanted = object("policies", new JsonArray(List.of(name)), "period", "768h", "display_name", name);
        wanted.put("no_default_policy", true);
        wanted.put("no_parent", true);
        return post("auth/token/create", wanted)
                .getObject("auth", new JsonObject())
                .getString("client_token", "");
    }

    private boolean isToken(SecretValue candidate) {
        return transport.send(VaultRequest.read("auth/token/lookup-self").as(candidate), TIMEOUT)
                instanceof VaultOutcome.Success;
    }

    private boolean isSecretId(String roleId, SecretValue candidate) {
        VaultOutcome outcome = transport.send(
                VaultRequest.write("auth/approle/login", object("role_id", roleId, "secret_id", candidate.reveal())),
                TIMEOUT);
        if (outcome instanceof VaultOutcome.Success(JsonObject body)) {
            String made = body.getObject("auth", new JsonObject()).getString("client_token", "");
            transport.send(
                    VaultRequest.write("auth/token/revoke-self", new JsonObject())
                            .as(SecretValue.of(made)),
                    TIMEOUT);
            return true;
        }
        return false;
    }

    private JsonObject get(String path) {
        return body(transport.send(VaultRequest.read(path).as(token), TIMEOUT), "read " + path);
    }

    private JsonObject post(String path, JsonObject content) {
        return body(transport.send(VaultRequest.write(path, content).as(token), TIMEOUT), "write " + path);
    }

    private JsonObject body(VaultOutcome outcome, String what) {
        if (outcome instanceof VaultOutcome.Success(JsonObject body)) {
            return body;
        }
        throw failures.of(outcome, what);
    }

    private static JsonObject data(JsonObject answer) {
        return answer.getObject("data", new JsonObject());
    }

    private static JsonObject object(Object... keysAndValues) {
        JsonObject object = new JsonObject();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }
}
