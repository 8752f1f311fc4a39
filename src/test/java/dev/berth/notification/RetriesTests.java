package dev.berth.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetriesTests {
    private static final Delivery LATER = Delivery.Later.because("it takes no connection");

    @ParameterizedTest
    @CsvSource({
        "0, 0.5, PT10S",
        "1, 0.5, PT20S",
        "2, 0.5, PT40S",
        "6, 0.5, PT10M",
        "148, 0.5, PT10M",
        "0, 0, PT8S",
        "0, 1, PT12S"
    })
    void nextWhenItFailedWaitsLongerEachTimeAndNeverExactly(int failed, double random, Duration expected) {
        assertThat(Retries.next(LATER, failed, random))
                .isEqualTo(new Delivery.Later("it takes no connection", Optional.of(expected)));
    }

    @ParameterizedTest
    @CsvSource({"PT5S, PT10S", "PT2M, PT2M", "P2D, PT1H"})
    void nextWhenTheReceiverNamesATimeWaitsForThatWithinBounds(Duration asked, Duration expected) {
        assertThat(Retries.next(new Delivery.Later("it answered 429", Optional.of(asked)), 0, 0.5))
                .isEqualTo(new Delivery.Later("it answered 429", Optional.of(expected)));
    }

    @Test
    void nextWhenItWasTriedForADayGivesUp() {
        assertThat(Retries.next(LATER, 149, 0.5))
                .isEqualTo(new Delivery.GivenUp("tried 150 times: it takes no connection"));
    }
}
