package dev.berth.shell;

import dev.berth.view.RawTerminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.NonBlockingInputStream;

/** A JLine terminal, borrowed: it is given back as it was, also when the process is told to end. */
final class FullScreen implements RawTerminal {
    /** No colours, no mouse, lines that go on, a visible cursor, and the ordinary screen instead of the alternate one. */
    static final String AS_IT_WAS = "\u001b[0m\u001b[?1000l\u001b[?1006l\u001b[?7h\u001b[?25h\u001b[?1049l";

    /** No byte of UTF-8, and what some systems take for "none". */
    private static final int NEVER_TYPED = 255;

    private final Terminal terminal;
    private final Attributes ordinary;

    private FullScreen(Terminal terminal) {
        this.terminal = terminal;
        this.ordinary = terminal.getAttributes();
    }

    /** Lends the terminal out, and takes it back whatever happens. */
    static void use(Terminal terminal, User user) throws InterruptedException {
        FullScreen screen = new FullScreen(terminal);
        Thread rescue = new Thread(FullScreen::rescue, "terminal as it was");
        Runtime.getRuntime().addShutdownHook(rescue);
        screen.enterRaw();
        try {
            user.use(screen);
        } finally {
            screen.leaveRaw();
            try {
                Runtime.getRuntime().removeShutdownHook(rescue);
            } catch (IllegalStateException e) {
                // The process is ending; the hook has done it.
            }
        }
    }

    private void enterRaw() {
        Attributes raw = new Attributes(ordinary);
        raw.setLocalFlags(
                EnumSet.of(
                        Attributes.LocalFlag.ICANON,
                        Attributes.LocalFlag.ECHO,
                        Attributes.LocalFlag.ISIG,
                        Attributes.LocalFlag.IEXTEN),
                false);
        raw.setInputFlags(EnumSet.of(Attributes.InputFlag.IXON, Attributes.InputFlag.INLCR), false);
        raw.setInputFlag(Attributes.InputFlag.ICRNL, true);
        // JLine itself makes signals of these characters where the system does not.
        for (Attributes.ControlChar signal : EnumSet.of(
                Attributes.ControlChar.VINTR,
                Attributes.ControlChar.VQUIT,
                Attributes.ControlChar.VSUSP,
                Attributes.ControlChar.VSTATUS)) {
            raw.setControlChar(signal, NEVER_TYPED);
        }
        raw.setControlChar(Attributes.ControlChar.VMIN, 0);
        raw.setControlChar(Attributes.ControlChar.VTIME, 1);
        terminal.setAttributes(raw);
    }

    private void leaveRaw() {
        terminal.setAttributes(ordinary);
    }

    /** JLine has a hook of its own for the rest. */
    private static void rescue() {
        try (OutputStream output = new FileOutputStream(FileDescriptor.out)) {
            output.write(AS_IT_WAS.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // Nobody is there to see it.
        }
    }

    @Override
    public int read(Duration timeout) throws IOException {
        int read = ((NonBlockingInputStream) terminal.input()).read(Math.max(1, timeout.toMillis()));
        return switch (read) {
            case NonBlockingInputStream.READ_EXPIRED -> NOTHING;
            case NonBlockingInputStream.EOF -> END;
            default -> read;
        };
    }

    @Override
    public OutputStream output() {
        return terminal.output();
    }

    @Override
    public Size size() {
        org.jline.terminal.Size size = terminal.getSize();
        boolean known = size.getColumns() > 0 && size.getRows() > 0;
        return known ? new Size(size.getColumns(), size.getRows()) : new Size(80, 24);
    }

    @Override
    public void lend(Runnable work) {
        leaveRaw();
        try {
            work.run();
        } finally {
            enterRaw();
        }
    }
}
