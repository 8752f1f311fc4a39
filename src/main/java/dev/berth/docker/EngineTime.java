package dev.berth.docker;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A moment as engines write it: RFC 3339 with up to nine fractional digits, in UTC or, for health checks, in the host's own
 * zone. Read by hand: a status reads dozens of them, and making Java's calendar ready takes longer than all of them.
 */
final class EngineTime {
    private static final int FRACTION = "2026-11-23T10:15:02".length();
    private static final int SECONDS_OF_A_DAY = 86_400;
    private static final int NANOSECOND_DIGITS = 9;

    private EngineTime() {}

    /** The moment; empty where there is none that can be read, and for Go's zero time, which means never. */
    static Optional<Instant> parse(String text) {
        if (text.isEmpty() || text.startsWith("0001-")) {
            return Optional.empty();
        }
        try {
            long day = epochDay(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
            int second = seconds(text, 11) + number(text, 17, FRACTION);
            int zone = zone(text);
            return Optional.of(Instant.ofEpochSecond(
                    day * SECONDS_OF_A_DAY + second - offset(text, zone), nanoseconds(text, zone)));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads the times of one log, in which many lines fall into one second: what was worked out for the one before is known.
     */
    static final class Repeated {
        private static final int LENGTH = "2026-11-23T10:15:02.000000000Z".length();

        private final byte[] known = new byte[FRACTION];
        private long epochSecond;

        /** The moment in the first bytes of a text; empty where they are none. */
        Optional<Instant> parse(byte[] text, int length) {
            if (length == LENGTH && text[LENGTH - 1] == 'Z' && Arrays.equals(text, 0, FRACTION, known, 0, FRACTION)) {
                int nanoseconds = 0;
                for (int i = FRACTION + 1; i < LENGTH - 1; i++) {
                    nanoseconds = nanoseconds * 10 + (text[i] - '0');
                }
                return Optional.of(Instant.ofEpochSecond(epochSecond, nanoseconds));
            }
            Optional<Instant> moment = EngineTime.parse(new String(text, 0, length, StandardCharsets.US_ASCII));
            if (moment.isPresent() && length == LENGTH) {
                System.arraycopy(text, 0, known, 0, FRACTION);
                epochSecond = moment.get().getEpochSecond();
            }
            return moment;
        }
    }

    /** Days since 1970, counted in years that begin with March, so that a leap day is the last of its year. */
    private static long epochDay(int year, int month, int day) {
        int marchYear = month > 2 ? year : year - 1;
        int marchMonth = month > 2 ? month - 3 : month + 9;
        int leapDays = Math.floorDiv(marchYear, 4) - Math.floorDiv(marchYear, 100) + Math.floorDiv(marchYear, 400);
        return 365L * marchYear + leapDays + (153 * marchMonth + 2) / 5 + day - 719_469;
    }

    /** Where the zone begins. */
    private static int zone(String text) {
        int zone = FRACTION;
        while (text.charAt(zone) == '.' || Character.isDigit(text.charAt(zone))) {
            zone++;
        }
        return zone;
    }

    private static int nanoseconds(String text, int zone) {
        int nanoseconds = 0;
        for (int i = 1; i <= NANOSECOND_DIGITS; i++) {
            int digit = FRACTION + i < zone ? number(text, FRACTION + i, FRACTION + i + 1) : 0;
            nanoseconds = nanoseconds * 10 + digit;
        }
        return nanoseconds;
    }

    /** Seconds before UTC's, of Z or of such as {@code +01:00}. */
    private static int offset(String text, int zone) {
        return switch (text.charAt(zone)) {
            case 'Z' -> 0;
            case '+' -> seconds(text, zone + 1);
            case '-' -> -seconds(text, zone + 1);
            default -> throw new NumberFormatException("no zone");
        };
    }

    /** The seconds of hours and minutes, as in {@code 10:15}. */
    private static int seconds(String text, int start) {
        return number(text, start, start + 2) * 3600 + number(text, start + 3, start + 5) * 60;
    }

    private static int number(String text, int start, int end) {
        return Integer.parseInt(text, start, end, 10);
    }
}
