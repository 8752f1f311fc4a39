package dev.berth.logs.store;

import dev.berth.logs.LogLevel;

/** Levels as the file has them: they stay what they are when there are others between them one day. */
final class LevelNumber {
    private LevelNumber() {}

    static int of(LogLevel level) {
        return switch (level) {
            case UNKNOWN -> 0;
            case TRACE -> 10;
            case DEBUG -> 20;
            case INFO -> 30;
            case WARN -> 40;
            case ERROR -> 50;
            case FATAL -> 60;
        };
    }

    static LogLevel toLevel(int number) {
        return switch (number) {
            case 10 -> LogLevel.TRACE;
            case 20 -> LogLevel.DEBUG;
            case 30 -> LogLevel.INFO;
            case 40 -> LogLevel.WARN;
            case 50 -> LogLevel.ERROR;
            case 60 -> LogLevel.FATAL;
            default -> LogLevel.UNKNOWN;
        };
    }
}
