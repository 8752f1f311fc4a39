package dev.berth.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CapabilitiesTests {
    private static final Capabilities.Terminals TERMINAL = Capabilities.Terminals.of("012");

    @Test
    void ofWhenTerminalCanDoEverything() {
        Capabilities capabilities = Capabilities.of(TERMINAL, Map.of("TERM", "xterm", "LANG", "en_US.UTF-8"));
        assertThat(capabilities)
                .isEqualTo(new Capabilities(
                        true,
                        true,
                        true,
                        true,
                        new Theme(true, true),
                        new Theme(true, true),
                        Capabilities.Widths.UNBOUNDED));
    }

    @Test
    void ofWhenNoColorIsSetHasNone() {
        Capabilities capabilities = Capabilities.of(TERMINAL, Map.of("NO_COLOR", "1", "CLICOLOR_FORCE", "1"));
        assertThat(capabilities.output().color()).isFalse();
        assertThat(capabilities.asks()).isTrue();
    }

    @Test
    void ofWhenColorIsForcedHasItInAPipe() {
        Capabilities capabilities = Capabilities.of(Capabilities.Terminals.NONE, Map.of("CLICOLOR_FORCE", "1"));
        assertThat(capabilities.output().color()).isTrue();
        assertThat(capabilities.asks()).isFalse();
    }

    @Test
    void ofWhenTerminalIsDumbOrInContinuousIntegrationNeitherAsksNorDraws() {
        for (Map<String, String> variables : List.of(Map.of("TERM", "dumb"), Map.of("CI", "true"))) {
            Capabilities capabilities = Capabilities.of(TERMINAL, variables);
            assertThat(capabilities.asks()).isFalse();
            assertThat(capabilities.animates()).isFalse();
            assertThat(capabilities.fullScreen()).isFalse();
            assertThat(capabilities.output().color()).isFalse();
        }
    }

    @Test
    void ofWhenMoreSpecificLocaleIsPlainHasNoUnicode() {
        assertThat(Capabilities.of(TERMINAL, Map.of("LC_ALL", "C", "LANG", "en_US.UTF-8"))
                        .output()
                        .unicode())
                .isFalse();
    }
}
