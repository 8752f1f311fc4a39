package dev.berth.notification;

import dev.berth.failure.Quoted;
import dev.berth.secret.Authorities;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;

/**
 * Posts something to a URL, and says what the answer means.
 *
 * @param caFile whom to trust; empty for those whom Java trusts
 * @param key the definition's key that names that file
 */
record HttpPost(Optional<Path> caFile, String key, Clock clock) {
    /** What of an answer is read: enough for a sentence. */
    private static final int SHOWN = 512;

    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;

    /** Tries once; it ends by itself or when its thread is interrupted. */
    Delivery send(URI address, Map<String, String> headers, byte[] body) throws InterruptedException {
        Optional<Delivery> unknown = HostLookup.failure(address.getHost());
        if (unknown.isPresent()) {
            return unknown.get();
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (Map.Entry<String, String> header : headers.entrySet()) {
            try {
                request.setHeader(header.getKey(), header.getValue());
            } catch (IllegalArgumentException e) {
                // What it says repeats the value, which may be a secret.
                return Delivery.Later.because(
                        "what the header %s is to say cannot stand there".formatted(header.getKey()));
            }
        }
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Notifier.TIMEOUT)
                // A redirection would carry the message, and who may send it, to wherever it points.
                .followRedirects(HttpClient.Redirect.NEVER);
        caFile.ifPresent(file -> builder.sslContext(Authorities.trusting(file, key)));
        try (HttpClient client = builder.build()) {
            HttpResponse<InputStream> response =
                    client.send(request.timeout(Notifier.TIMEOUT).build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream answer = response.body()) {
                // It has taken it, whatever it has to say of that, and however long.
                return response.statusCode() / 100 == 2
                        ? new Delivery.Delivered("it answered %d".formatted(response.statusCode()))
                        : delivery(response, new String(answer.readNBytes(SHOWN), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return Delivery.Later.because(Reason.of(e));
        }
    }

    private Delivery delivery(HttpResponse<?> response, String answer) {
        int status = response.statusCode();
        String said = answer.isBlank()
                ? "it answered %d".formatted(status)
                : "it answered %d: %s".formatted(status, Quoted.of(answer.strip()));
        return switch (status / 100) {
            case 3 ->
                new Delivery.GivenUp(
                        "it answered %d, to go elsewhere, which Berth does not; the definition is to name the final URL"
                                .formatted(status));
            case 4 ->
                status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT
                        ? new Delivery.Later(said, retryAfter(response))
                        : new Delivery.GivenUp(said);
            default -> new Delivery.Later(said, retryAfter(response));
        };
    }

    /** Seconds, or a date, as RFC 9110 has it. */
    private Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers().firstValue("Retry-After").map(String::strip).flatMap(text -> {
            if (text.matches("[0-9]{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
            }
            try {
                Instant at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                return Optional.of(Duration.between(clock.instant(), at)).filter(wait -> !wait.isNegative());
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }
}
