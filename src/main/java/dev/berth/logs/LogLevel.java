package dev.berth.logs;

/** How grave a log entry is, from the least to the most. */
public enum LogLevel {
    /** The line does not say. */
    UNKNOWN,
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    FATAL
}
