package dev.berth.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogReaderTests {
    private static final String TIME = "2026-11-24T00:18:11.000000001Z";
    private static final String LATER = "2026-11-24T00:18:11.000000002Z";
    private static final String PIECE = "x".repeat(16 * 1024);

    private final List<LogLine> lines = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void readFramesWhenStreamsInterleaveKeepsThemApart() throws IOException {
        frame(1, TIME + " out\n");
        frame(2, TIME + " \n");
        frame(1, LATER + " more\n");

        frames();

        Instant time = Instant.parse(TIME);
        assertThat(lines)
                .containsExactly(
                        new LogLine(time, false, "out"),
                        new LogLine(time, true, ""),
                        new LogLine(Instant.parse(LATER), false, "more"));
    }

    @Test
    void readFramesWhenLineWasCutJoinsItUnderItsFirstTime() throws IOException {
        frame(1, TIME + " " + PIECE);
        frame(2, LATER + " between\n");
        frame(1, LATER + " " + PIECE);
        frame(1, LATER + " end\n");

        frames();

        assertThat(lines)
                .containsExactly(
                        new LogLine(Instant.parse(LATER), true, "between"),
                        new LogLine(Instant.parse(TIME), false, PIECE + PIECE + "end"));
    }

    @Test
    void readFramesWhenLastLineHasNoEndGivesIt() throws IOException {
        frame(1, TIME + " last");

        frames();

        assertThat(lines).containsExactly(new LogLine(Instant.parse(TIME), false, "last"));
    }

    @Test
    void readFramesWhenBrokenOffFails() {
        frame(1, TIME + " whole\n");
        bytes.writeBytes(new byte[] {1, 0, 0, 0, 0, 0, 0, 9, 'x'});

        assertThatThrownBy(this::frames).isInstanceOf(EOFException.class);
        assertThat(lines).hasSize(1);
    }

    @Test
    void readFramesWhenEngineComplainsInTheClearSaysItsWords() {
        bytes.writeBytes("OCI runtime exec failed: no such file".getBytes(UTF_8));

        assertThatThrownBy(this::frames).hasMessage("OCI runtime exec failed: no such file");
    }

    @Test
    void readTerminalWhenLinesAreLongJoinsPieces() throws IOException {
        String text = TIME + " one\r\n" + TIME + " " + PIECE + LATER + " end\r\n" + LATER + " tail";

        new LogReader(lines::add).readTerminal(new ByteArrayInputStream(text.getBytes(UTF_8)));

        assertThat(lines).extracting(LogLine::text).containsExactly("one", PIECE + "end", "tail");
        assertThat(lines).extracting(LogLine::error).containsOnly(false);
    }

    private void frames() throws IOException {
        new LogReader(lines::add).readFrames(new ByteArrayInputStream(bytes.toByteArray()));
    }

    private void frame(int stream, String text) {
        byte[] payload = text.getBytes(UTF_8);
        byte[] head = new byte[8];
        Arrays.fill(head, (byte) 0);
        head[0] = (byte) stream;
        head[5] = (byte) (payload.length >> 16);
        head[6] = (byte) (payload.length >> 8);
        head[7] = (byte) payload.length;
        bytes.writeBytes(head);
        bytes.writeBytes(payload);
    }
}
