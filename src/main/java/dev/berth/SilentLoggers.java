package dev.berth;

import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** Loggers for libraries that keep to themselves: the terminal belongs to what Berth says. */
public class SilentLoggers extends System.LoggerFinder {

    /** Never asked for a logger: that it is found is all it is for. */
    public static final class Second extends SilentLoggers {}

    /** A logger that says nothing. */
    private record Silent(String getName) implements System.Logger {

        @Override
        public boolean isLoggable(Level level) {
            return false;
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {}

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                @Nullable String format,
                @Nullable Object... parameters) {}
    }

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new Silent(name);
    }
}
