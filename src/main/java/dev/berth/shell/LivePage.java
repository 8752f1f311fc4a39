package dev.berth.shell;

import dev.berth.view.RawTerminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Lines on a whole terminal, drawn anew every second until somebody leaves; what does not fit is cut off. */
final class LivePage {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int CONTROL_C = 3;
    private static final int CONTROL_D = 4;

    /** The alternate screen, no cursor, and no line that goes on in the next row. */
    static final String BEGIN = "\u001b[?1049h\u001b[?25l\u001b[?7l";

    private static final String END = "\u001b[?7h\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private final RawTerminal terminal;

    LivePage(RawTerminal terminal) {
        this.terminal = terminal;
    }

    void show(Supplier<List<String>> page) throws InterruptedException {
        try {
            write(BEGIN);
            try {
                int key;
                do {
                    draw(page.get());
                    key = terminal.read(SECOND);
                    if (Thread.interrupted()) {
                        throw new InterruptedException("asked to end");
                    }
                } while (!leaves(key));
            } finally {
                write(END);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal cannot be drawn on", e);
        }
    }

    private static boolean leaves(int key) {
        return key == 'q' || key == 'Q' || key == CONTROL_C || key == CONTROL_D || key == RawTerminal.END;
    }

    private void draw(List<String> lines) throws IOException {
        int rows = terminal.size().rows();
        StringBuilder text = new StringBuilder(HOME);
        for (int i = 0; i < Math.min(lines.size(), rows); i++) {
            text.append(i == 0 ? "" : "\r\n").append(lines.get(i)).append(CLEAR_LINE);
        }
        write(text.append(CLEAR_BELOW).toString());
    }

    private void write(String text) throws IOException {
        terminal.output().write(text.getBytes(StandardCharsets.UTF_8));
        terminal.output().flush();
    }
}
