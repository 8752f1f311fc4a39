package dev.berth.secret;

import com.grack.nanojson.JsonWriter;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import io.github.jopenlibs.vault.rest.Rest;
import io.github.jopenlibs.vault.rest.RestException;
import io.github.jopenlibs.vault.rest.RestResponse;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * The seam to the Vault driver: its HTTP layer, whose answers keep their status and body.
 *
 * <p>The driver's layers above it lose what Berth decides on: they answer 400, 403, 404 and 429 with an empty map, turn
 * numbers into text, drop nulls, send writes again after a 5xx, and read ~/.vault-token unasked.
 */
final class VaultDriver implements VaultTransport {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final VaultSettings settings;
    private final HttpClient client;

    VaultDriver(VaultSettings settings) {
        this.settings = settings;
        HttpClient.Builder builder = HttpClient.newBuilder()
                // One connection and one handshake for all that is asked at once; without TLS it would take a detour.
                .version(
                        "https".equals(settings.address().getScheme())
                                ? HttpClient.Version.HTTP_2
                                : HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                // A redirection would carry the token to wherever it points.
                .followRedirects(HttpClient.Redirect.NEVER);
        settings.caFile().ifPresent(file -> builder.sslContext(Authorities.trusting(file, "secrets.vault.caFile")));
        this.client = builder.build();
    }

    @Override
    public VaultOutcome send(VaultRequest request, Duration timeout) {
        // The client's own time-out ends with the headers; a body that never ends must not hold anybody up either.
        FutureTask<RestResponse> call = new FutureTask<>(() -> ask(request));
        Thread worker = Thread.ofVirtual().name("vault-request").start(call);
        try {
            RestResponse response = call.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return VaultOutcome.of(response.getStatus(), new String(response.getBody(), StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            worker.interrupt();
            return new VaultOutcome.Unreachable("no answer within " + text(timeout));
        } catch (ExecutionException e) {
            return failure(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            worker.interrupt();
            Thread.currentThread().interrupt();
            throw new BerthException(ErrorCode.INTERRUPTED, "interrupted while asking Vault", null, e);
        }
    }

    private RestResponse ask(VaultRequest request) throws RestException {
        Rest rest = new Rest(client)
                .url(url(request))
                .header("X-Vault-Request", "true")
                .header("X-Vault-Namespace", settings.namespace().orElse(""))
                .header(
                        "X-Vault-Token",
                        request.token().map(SecretValue::reveal).orElse(""));
        if (request.body().isEmpty()) {
            return rest.get();
        }
        return rest.header("Content-Type", "application/json")
                .body(JsonWriter.string(request.body().get()).getBytes(StandardCharsets.UTF_8))
                .post();
    }

    private String url(VaultRequest request) {
        URI address = settings.address();
        String base = address.getPath() == null ? "" : address.getPath().replaceAll("/+$", "");
        try {
            return new URI(
                            address.getScheme(),
                            address.getAuthority(),
                            base + "/v1/" + request.path(),
                            request.query().orElse(null),
                            null)
                    .toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the parts of an address make an address", e);
        }
    }

    private static VaultOutcome failure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case SSLException tls -> {
                    return new VaultOutcome.Untrusted(deepest(tls));
                }
                case HttpTimeoutException timeout -> {
                    return new VaultOutcome.Unreachable("no connection within " + text(CONNECT_TIMEOUT));
                }
                case ConnectException refused -> {
                    return new VaultOutcome.Unreachable(
                            refused.getCause() instanceof java.nio.channels.UnresolvedAddressException
                                    ? "its name is not known"
                                    : "the connection was refused");
                }
                default -> {}
            }
        }
        return new VaultOutcome.Unreachable(deepest(failure));
    }

    private static String deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
