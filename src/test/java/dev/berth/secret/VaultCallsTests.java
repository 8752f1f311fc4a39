package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultCallsTests {
    private final Deque<VaultOutcome> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private long now;
    private Duration answerTakes = Duration.ZERO;

    @Test
    void readWhenServerRecoversGivesItsAnswer() {
        answer(503, "busy").answer(200, "{}").answer(502, "").answer(429, "").answer(200, "{\"data\": {}}");

        assertThat(read()).isInstanceOf(VaultOutcome.Success.class);
        assertThat(asked).containsExactly("read kv/a", "read sys/health", "read kv/a", "read kv/a", "read kv/a");
    }

    @Test
    void readWhenRepeatedPausesLongerEachTimeAndNeverAlike() {
        for (int i = 0; i < 4; i++) {
            answer(429, "");
        }

        assertThat(read()).isEqualTo(new VaultOutcome.RateLimited());
        assertThat(pauses).hasSize(3);
        assertThat(pauses.get(0)).isBetween(Duration.ofMillis(75), Duration.ofMillis(150));
        assertThat(pauses.get(1)).isBetween(Duration.ofMillis(150), Duration.ofMillis(300));
        assertThat(pauses.get(2)).isBetween(Duration.ofMillis(300), Duration.ofMillis(600));
    }

    @Test
    void readWhenTimeIsUpGivesUp() {
        answerTakes = Duration.ofSeconds(3);
        for (int i = 0; i < 4; i++) {
            answers.add(new VaultOutcome.Unreachable("no answer within 3 s"));
        }

        assertThat(read()).isInstanceOf(VaultOutcome.Unreachable.class);
        assertThat(Duration.ofNanos(now)).isLessThan(Duration.ofSeconds(10));
        assertThat(asked).hasSize(2);
    }

    @Test
    void readWhenServerWasAwayJustNowAsksAgainOnlyAfterAWhile() {
        VaultCalls calls = calls();
        for (int i = 0; i < 4; i++) {
            answers.add(new VaultOutcome.Unreachable("the connection was refused"));
        }
        VaultRequest request = VaultRequest.read("kv/a");
        assertThat(calls.read(request, calls.within(Duration.ofSeconds(7))))
                .isInstanceOf(VaultOutcome.Unreachable.class);
        answer(200, "{}");

        assertThat(calls.read(request, calls.within(Duration.ofSeconds(7))))
                .isInstanceOf(VaultOutcome.Unreachable.class);
        assertThat(asked).hasSize(4);

        now += Duration.ofSeconds(2).toNanos();
        assertThat(calls.read(request, calls.within(Duration.ofSeconds(7)))).isInstanceOf(VaultOutcome.Success.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 405})
    void readWhenAnswerIsFinalAsksOnce(int status) {
        answer(status, "{\"errors\": []}");

        read();

        assertThat(asked).containsExactly("read kv/a");
        assertThat(pauses).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 412})
    void writeWhenServerFailsIsNeverRepeated(int status) {
        answer(status, "").answer(200, "{}");

        calls().write(VaultRequest.write("kv/a", new JsonObject()), calls().within(Duration.ofSeconds(8)));

        assertThat(asked).filteredOn("write kv/a"::equals).hasSize(1);
    }

    @Test
    void readWhenServerIsSealedUninitialisedOrStandbySaysSo() {
        answer(503, "{\"errors\": [\"Vault is sealed\"]}").answer(503, "{}");
        assertThat(read()).isEqualTo(new VaultOutcome.Sealed());

        answer(503, "{\"errors\": [\"Vault is sealed\"]}").answer(501, "{}");
        assertThat(read()).isEqualTo(new VaultOutcome.Uninitialised());

        for (int i = 0; i < 4; i++) {
            answer(500, "{\"errors\": [\"no active node\"]}");
        }
        answer(429, "{}");
        assertThat(read()).isEqualTo(new VaultOutcome.Standby());
    }

    private VaultOutcome read() {
        return calls().read(VaultRequest.read("kv/a"), calls().within(Duration.ofSeconds(7)));
    }

    private VaultCallsTests answer(int status, String body) {
        answers.add(VaultOutcome.of(status, body));
        return this;
    }

    private VaultCalls calls() {
        return new VaultCalls(
                (request, timeout) -> {
                    asked.add(request.toString());
                    now += Math.min(answerTakes.toNanos(), timeout.toNanos());
                    return answers.remove();
                },
                duration -> {
                    pauses.add(duration);
                    now += duration.toNanos();
                },
                new Random(7),
                () -> now);
    }
}
