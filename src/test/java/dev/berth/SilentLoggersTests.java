package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class SilentLoggersTests {

    @Test
    void getLoggerWhenALibraryAsksGivesOneThatSaysNothing() {
        System.Logger logger =
                new SilentLoggers().getLogger("org.example", getClass().getModule());

        assertThat(logger.getName()).isEqualTo("org.example");
        for (System.Logger.Level level : System.Logger.Level.values()) {
            if (level != System.Logger.Level.OFF) {
                assertThat(logger.isLoggable(level)).isFalse();
            }
        }
    }

    @Test
    void findersAreTwoSoThatNoOtherFileIsSearched() {
        assertThat(ServiceLoader.load(System.LoggerFinder.class).stream().map(ServiceLoader.Provider::type))
                .startsWith(SilentLoggers.class, SilentLoggers.Second.class);
    }
}
