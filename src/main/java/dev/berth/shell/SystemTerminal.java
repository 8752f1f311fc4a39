package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.view.RawTerminal;
import java.io.IOException;
import java.util.Map;
import org.jline.nativ.CLibrary;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp;

/** The terminal that the process was started on. */
public final class SystemTerminal implements RawTerminal.Source {
    private final Map<String, String> variables;

    /**
     * Nothing is opened before it is used.
     *
     * @param variables the process's environment variables
     */
    public SystemTerminal(Map<String, String> variables) {
        this.variables = variables;
    }

    @Override
    public void use(RawTerminal.User user) throws InterruptedException {
        // The signals stay with the command that runs.
        try (Terminal terminal = open(variables, false)) {
            FullScreen.use(terminal, user);
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "the terminal cannot be used for a board: " + e.getMessage(),
                    "Add --format table.",
                    e);
        }
    }

    /** Opens it; the signals that it receives are its own to handle, or stay with the process. */
    static Terminal open(Map<String, String> variables, boolean signals) throws IOException {
        describe(variables.getOrDefault("TERM", ""));
        return TerminalBuilder.builder()
                .name("berth")
                .system(true)
                .provider(TerminalBuilder.PROP_PROVIDER_JNI)
                .nativeSignals(signals)
                .build();
    }

    /** How many columns the terminal behind a file descriptor has now; 0 where it does not say. */
    public static int columns(int descriptor) {
        try {
            CLibrary.WinSize size = new CLibrary.WinSize();
            return CLibrary.ioctl(descriptor, CLibrary.TIOCGWINSZ, size) == 0 ? size.ws_col : 0;
        } catch (LinkageError e) {
            // A system that JLine brings no library for: lines are as long as they are.
            return 0;
        }
    }

    /** JLine starts a program to learn what a terminal can do, also where it brings the answer along. */
    private static void describe(String type) {
        String known = InfoCmp.getDefaultInfoCmp(type);
        if (known != null) {
            InfoCmp.setLoadedInfoCmp(type, known);
        }
    }
}
