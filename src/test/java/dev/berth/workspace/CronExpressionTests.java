package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronExpressionTests {

    @Test
    void ofWhenFieldsHaveListsRangesStepsAndNamesReadsThem() {
        CronExpression expression = CronExpression.of("0,30-35/2\t*/6  1,15 JAN,jun-aug mon-fri,sun");

        assertThat(expression.minutes()).containsExactly(0, 30, 32, 34);
        assertThat(expression.hours()).containsExactly(0, 6, 12, 18);
        assertThat(expression.daysOfMonth()).containsExactly(1, 15);
        assertThat(expression.months()).containsExactly(1, 6, 7, 8);
        assertThat(expression.daysOfWeek()).containsExactly(1, 2, 3, 4, 5, 7);
        assertThat(expression.onEitherDay()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "@yearly, 0 0 1 1 *",
        "@annually, 0 0 1 1 *",
        "@monthly, 0 0 1 * *",
        "@weekly, 0 0 * * 7",
        "@Daily, 0 0 * * *",
        "@midnight, 0 0 * * *",
        "@hourly, 0 * * * *",
        "0 0 * * fri-7, '0 0 * * 0,5,6'",
        "0 0 * * 0-2, '0 0 * * 7,1,2'",
    })
    void ofWhenWrittenInTwoWaysMeansTheSame(String one, String other) {
        assertThat(CronExpression.of(one)).isEqualTo(CronExpression.of(other));
    }

    @Test
    void fallsOnWhenBothFieldsOfDaysAreGivenTakesEither() {
        CronExpression firstOrMonday = CronExpression.of("0 2 1 * mon");

        assertThat(firstOrMonday.fallsOn(LocalDate.parse("2026-11-01"))).isTrue();
        assertThat(firstOrMonday.fallsOn(LocalDate.parse("2026-11-02"))).isTrue();
        assertThat(firstOrMonday.fallsOn(LocalDate.parse("2026-11-03"))).isFalse();
    }

    @Test
    void fallsOnWhenAFieldOfDaysBeginsWithAStarTakesBoth() {
        CronExpression oddMonday = CronExpression.of("0 2 */2 11 mon");

        assertThat(oddMonday.fallsOn(LocalDate.parse("2026-11-02"))).isFalse();
        assertThat(oddMonday.fallsOn(LocalDate.parse("2026-11-09"))).isTrue();
        assertThat(oddMonday.fallsOn(LocalDate.parse("2026-11-11"))).isFalse();
        assertThat(oddMonday.fallsOn(LocalDate.parse("2026-12-07"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "60 * * * *|the minute \"60\" is not from 0 to 59",
                "* 24 * * *|the hour \"24\" is not from 0 to 23",
                "* * 0 * *|the day of the month \"0\" is not from 1 to 31",
                "* * * 13 *|the month \"13\" is not from 1 to 12, nor from jan to dec",
                "* * * * 8|the day of the week \"8\" is not from 0 to 7, nor from sun to sat",
                "* * * * mo|the day of the week \"mo\" is not from 0 to 7, nor from sun to sat",
                "* * * * fri-sun|the day of the week \"fri-sun\" goes backwards: at the end, Sunday is 7",
                "* 6-2 * * *|the hour \"6-2\" goes backwards",
                "5/15 * * * *|the minute \"5/15\" has a step, but no range: write 5-59/15",
                "*/0 * * * *|the minute \"*/0\" has a step that is not from 1 to 59",
                "*/x * * * *|the minute \"*/x\" has a step that is not from 1 to 59",
                "1, * * * *|the minute \"\" is not from 0 to 59",
                "-5 * * * *|the minute \"-5\" is not from 0 to 59",
                "0 0 ? * *|the day of the month \"?\" is not from 1 to 31",
                "0 0 L * *|the day of the month \"L\" is not from 1 to 31",
                "99999999999 * * * *|the minute \"99999999999\" is not from 0 to 59",
                "0 0 30 2 *|no month of it has a day 30, so that it would never run",
                "@reboot|\"@reboot\" is none of @hourly, @daily, @weekly, @monthly and @yearly",
                "0 0 2 * * *|it has 6 fields where five are wanted",
            })
    void ofWhenWrongSaysWhat(String text, String expected) {
        assertThatThrownBy(() -> CronExpression.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 29 2 *", "0 0 31 2,3 *", "0 0 31 2 mon", "0 0 */2 2 *"})
    void ofWhenADayIsRareTakesIt(String text) {
        assertThat(CronExpression.of(text).months()).contains(2);
    }
}
