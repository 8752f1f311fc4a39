package dev.berth.docker;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Quoted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The contexts of the docker command line, from its folder of settings. */
record DockerContexts(Path folder) {

    /** The context that {@code docker context use} made current; empty for the default one. */
    Optional<String> current() {
        Path file = folder.resolve("config.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return Optional.ofNullable(read(file).getString("currentContext")).filter(name -> !isDefault(name));
    }

    /** Where a context's engine is. */
    EngineAddress address(String context) {
        String id = id(context);
        Path file = folder.resolve("contexts/meta").resolve(id).resolve("meta.json");
        if (!Files.exists(file)) {
            throw new BerthException(
                    ErrorCode.ENGINE_UNREACHABLE,
                    "there is no Docker context named %s in %s".formatted(Quoted.word(context), folder),
                    "`docker context ls` lists them; `docker context create NAME --docker host=…` makes one.");
        }
        JsonObject endpoints = read(file).getObject("Endpoints");
        JsonObject docker = endpoints == null ? null : endpoints.getObject("docker");
        String host = docker == null ? null : docker.getString("Host");
        if (host == null || host.isEmpty()) {
            throw new BerthException(
                    ErrorCode.ENGINE_UNREACHABLE,
                    "the Docker context %s names no host (%s)".formatted(context, file),
                    "`docker context update %s --docker host=…` sets it.".formatted(context));
        }
        Path tls = folder.resolve("contexts/tls").resolve(id).resolve("docker");
        return new EngineAddress(
                host, Optional.of(context), Files.isDirectory(tls) ? Optional.of(tls) : Optional.empty());
    }

    static boolean isDefault(String context) {
        return context.isEmpty() || context.equals("default");
    }

    /** Contexts lie in folders named by a digest of their name. */
    static String id(String context) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(context.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonObject read(Path file) {
        try {
            return JsonParser.object().from(Files.readString(file));
        } catch (IOException | JsonParserException e) {
            throw new BerthException(
                    ErrorCode.ENGINE_UNREACHABLE,
                    "cannot read Docker's settings in %s: %s".formatted(file, e.getMessage()),
                    "Mend the file, or set DOCKER_HOST.",
                    e);
        }
    }
}
