package dev.berth.health;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * How one number went: about one value a second for the last minute, and the means of five seconds for the last quarter
 * of an hour. Oldest first; NaN where nothing was known.
 */
public final class Series {
    /** How many seconds are kept one by one. */
    public static final int SECONDS = 60;

    /** How many seconds one span is made of. */
    public static final int SPAN = 5;

    /** How many spans are kept: a quarter of an hour. */
    public static final int SPANS = 180;

    public static final Series NONE = new Series(new double[0], new double[0], 0);

    private final double[] seconds;
    private final double[] spans;
    private final long spansEver;

    private Series(double[] seconds, double[] spans, long spansEver) {
        this.seconds = seconds;
        this.spans = spans;
        this.spansEver = spansEver;
    }

    /** What was known in these seconds, one by one. */
    public static Series of(double... seconds) {
        Recorder recorder = new Recorder();
        for (double second : seconds) {
            recorder.add(Double.isNaN(second) ? OptionalDouble.empty() : OptionalDouble.of(second));
        }
        return recorder.series();
    }

    /** The last seconds, at most so many. */
    public double[] seconds(int most) {
        return Arrays.copyOfRange(seconds, Math.max(0, seconds.length - most), seconds.length);
    }

    /** The spans of the last quarter of an hour, without the one that is not over. */
    public double[] spans() {
        return spans.clone();
    }

    /** How many spans there were ever: tells where in the course of time the last one stands. */
    public long spansEver() {
        return spansEver;
    }

    /** The newest value; empty where it is not known now. */
    public OptionalDouble last() {
        double last = seconds.length == 0 ? Double.NaN : seconds[seconds.length - 1];
        return Double.isNaN(last) ? OptionalDouble.empty() : OptionalDouble.of(last);
    }

    /** Takes one value a second; used by one thread. */
    static final class Recorder {
        private double[] seconds = new double[0];
        private double[] spans = new double[0];
        private long spansEver;
        private double sum;
        private int known;
        private int taken;

        void add(OptionalDouble value) {
            seconds = longer(seconds, value.orElse(Double.NaN), SECONDS);
            if (value.isPresent()) {
                sum += value.getAsDouble();
                known++;
            }
            if (++taken == SPAN) {
                spans = longer(spans, known == 0 ? Double.NaN : sum / known, SPANS);
                spansEver++;
                sum = 0;
                known = 0;
                taken = 0;
            }
        }

        /** The arrays are never changed, so that a series can share them. */
        Series series() {
            return new Series(seconds, spans, spansEver);
        }

        private static double[] longer(double[] values, double value, int most) {
            int kept = Math.min(values.length, most - 1);
            double[] longer = new double[kept + 1];
            System.arraycopy(values, values.length - kept, longer, 0, kept);
            longer[kept] = value;
            return longer;
        }
    }
}
