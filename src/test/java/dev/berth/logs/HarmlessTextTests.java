package dev.berth.logs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HarmlessTextTests {
    @Test
    void ofWhenPlainChangesNothing() {
        assertThat(HarmlessText.of("a line – with ünïcode 日本")).isEqualTo("a line – with ünïcode 日本");
    }

    @Test
    void ofWhenColoredKeepsTheWords() {
        assertThat(HarmlessText.of("\u001b[1;31mred\u001b[0m and \u001b]0;title\u0007plain"))
                .isEqualTo("red and plain");
    }

    @Test
    void ofWhenItWouldMoveTheCursorKeepsTheWords() {
        assertThat(HarmlessText.of("\u001b[2J\u001b[Hgone\u0007\b\u009b31m")).isEqualTo("gone31m");
    }

    @Test
    void ofWhenWritingIsTurnedAroundTurnsItBack() {
        assertThat(HarmlessText.of("user\u202egnp.exe\u2066")).isEqualTo("usergnp.exe");
    }

    @Test
    void ofWhenLineWasWrittenOverShowsTheLastState() {
        assertThat(HarmlessText.of("10%\r100%")).isEqualTo("100%");
    }

    @Test
    void ofWhenTabbedAlignsToFour() {
        assertThat(HarmlessText.of("\tat x\ty")).isEqualTo("    at x    y");
    }

    @Test
    void ofWhenLineEndsInSeveralReturnsKeepsIt() {
        assertThat(HarmlessText.of("from a terminal\r\r")).isEqualTo("from a terminal");
    }
}
