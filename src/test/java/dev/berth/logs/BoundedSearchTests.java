package dev.berth.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedSearchTests {
    @Test
    void findWhenItIsThereOrNotSaysSo() {
        assertThat(BoundedSearch.find(Pattern.compile("bad"), "not so bad")).isTrue();
        assertThat(BoundedSearch.find(Pattern.compile("b.d$"), "not so bad")).isTrue();
        assertThat(BoundedSearch.find(Pattern.compile("(?i)BAD"), "not so bad")).isTrue();
        assertThat(BoundedSearch.find(Pattern.compile("good"), "not so bad")).isFalse();
    }

    @Test
    void findWhenTextIsLargeIsNotTakenForHopeless() {
        assertThat(BoundedSearch.find(Pattern.compile("[ab]c"), "a".repeat(20_000_000) + "c"))
                .isTrue();
    }

    @Test
    void findWhenThereAreManyWaysToFindNothingGivesUpOnAnEmptyTextToo() {
        for (String regex : List.of("(|)".repeat(40) + "x", "(|){40}x", "$" + "(||)".repeat(40) + "x")) {
            assertThatExceptionOfType(BerthException.class)
                    .isThrownBy(() -> BoundedSearch.find(Pattern.compile(regex), ""))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.USAGE));
        }
        assertThat(BoundedSearch.find(Pattern.compile("(|a)(|b)(c|)d" + "|e".repeat(60)), "abcd"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "(a|aa)+$", "(.*a){25}$"})
    void findWhenItWouldTakeForeverGivesUpAndSaysWhy(String regex) {
        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> BoundedSearch.find(Pattern.compile(regex), "a".repeat(5_000) + "b"))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.USAGE);
                    assertThat(failure).hasMessageContaining(regex);
                });
    }
}
