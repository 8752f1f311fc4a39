package dev.berth.tui;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.terminal.ansi.ANSITerminal;
import dev.berth.view.RawTerminal;
import java.io.BufferedOutputStream;
import java.nio.charset.StandardCharsets;

/** Lanterna on a terminal that somebody else has opened: it starts no program and handles no signal. */
final class BoardTerminal extends ANSITerminal {
    private final RawTerminal terminal;

    BoardTerminal(RawTerminal terminal, BoardInput input) {
        super(input, new BufferedOutputStream(terminal.output(), 1 << 16), StandardCharsets.UTF_8);
        this.terminal = terminal;
    }

    @Override
    protected TerminalSize findTerminalSize() {
        // The constructor above asks, too.
        RawTerminal.Size size = terminal == null ? new RawTerminal.Size(80, 24) : terminal.size();
        return new TerminalSize(size.columns(), size.rows());
    }
}
