package dev.berth.metrics;

/** What a metric's number counts; where Prometheus has a word for it, names end with that. */
enum Measure {
    BYTES("bytes"),
    SECONDS("seconds"),
    /** From 0 to 1, unless the metric says otherwise. */
    RATIO("ratio"),
    /** A moment: seconds since 1970 began, UTC. */
    TIME("seconds since 1970"),
    BYTES_PER_SECOND("bytes a second"),
    PER_SECOND("number a second"),
    /** 1 where it is so, else 0. */
    FLAG("0 or 1"),
    /** There for the sake of its labels. */
    ONE("always 1"),
    NUMBER("number");

    private final String words;

    Measure(String words) {
        this.words = words;
    }

    /** As the reference of metrics calls it. */
    String words() {
        return words;
    }
}
