package dev.berth.secret;

import com.grack.nanojson.JsonWriter;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import io.github.jopenlibs.vault.rest.Rest;
import io.github.jopenlibs.vault.rest.RestException;
import io.github.jopenlibs.vault.rest.RestResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

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
        settings.caFile().ifPresent(file -> builder.sslContext(trusting(file)));
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

    private static SSLContext trusting(Path file) {
        try (InputStream input = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(input);
            if (certificates.isEmpty()) {
                throw unusable(file, "it holds no certificate", null);
            }
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate certificate : certificates) {
                // Java looks at the dates of every certificate but those it is told to trust.
                if (isValidToday(certificate)) {
                    trusted.setCertificateEntry("authority-" + trusted.size(), certificate);
                }
            }
            if (trusted.size() == 0) {
                throw unusable(file, "none of its certificates is valid today", null);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(file, e.toString(), e);
        }
    }

    private static boolean isValidToday(Certificate certificate) {
        try {
            ((X509Certificate) certificate).checkValidity();
            return true;
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return false;
        }
    }

    private static BerthException unusable(
            Path file, String reason, @org.jspecify.annotations.Nullable Throwable cause) {
        return new BerthException(
                ErrorCode.DEFINITION_INVALID,
                "cannot use the certificates of %s: %s".formatted(file, reason),
                "secrets.vault.caFile names a PEM file with the certificates of the authorities to trust.",
                cause);
    }
}
