package dev.berth.tui;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.terminal.ansi.ANSITerminal;
import dev.berth.view.RawTerminal;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lanterna on a terminal that somebody else has opened: it starts no program and handles no signal. */
final class BoardTerminal extends ANSITerminal {
    /** Clicks and the wheel, with coordinates in decimal: the older forms end at column 223. */
    private static final String MOUSE_ON = "\u001b[?1000h\u001b[?1006h";

    private static final String MOUSE_OFF = "\u001b[?1006l\u001b[?1000l";

    private final RawTerminal terminal;

    BoardTerminal(RawTerminal terminal, BoardInput input) {
        super(input, new BufferedOutputStream(terminal.output(), 1 << 16), StandardCharsets.UTF_8);
        this.terminal = terminal;
        getInputDecoder().addProfile(() -> List.of(new MousePattern()));
    }

    /** Whether the terminal tells of clicks; while it does, most need Shift to select text. */
    void reportMouse(boolean reported) throws IOException {
        writeToTerminal((reported ? MOUSE_ON : MOUSE_OFF).getBytes(StandardCharsets.US_ASCII));
        flush();
    }

    @Override
    protected TerminalSize findTerminalSize() {
        // The constructor above asks, too.
        RawTerminal.Size size = terminal == null ? new RawTerminal.Size(80, 24) : terminal.size();
        return new TerminalSize(size.columns(), size.rows());
    }
}
