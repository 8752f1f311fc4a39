package dev.berth.tui;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.screen.Screen;
import com.googlecode.lanterna.screen.TerminalScreen;
import dev.berth.view.Board;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The terminal's other screen, and the picture of the board that is on it. */
final class Canvas {
    private final BoardInput input;
    private final BoardTerminal terminal;
    private final Screen screen;
    private final Painter painter;
    private Screen.RefreshType refresh = Screen.RefreshType.COMPLETE;
    private Picture picture = new Picture(List.of(), List.of());

    /** Shows nothing yet. */
    Canvas(Board.Terminal terminal, BoardInput input) throws IOException {
        this.input = input;
        this.terminal = new BoardTerminal(terminal.raw(), input);
        this.screen = new TerminalScreen(this.terminal);
        this.painter = new Painter(terminal.theme().color());
    }

    /** Takes the terminal. */
    void appear(boolean mouse) throws IOException {
        screen.startScreen();
        screen.setCursorPosition(null);
        terminal.reportMouse(mouse);
        refresh = Screen.RefreshType.COMPLETE;
        input.begin();
    }

    /** Leaves the terminal as it was; nobody reads from it after this. */
    void disappear() throws IOException, InterruptedException {
        input.pause();
        terminal.reportMouse(false);
        screen.stopScreen();
    }

    void reportMouse(boolean reported) throws IOException {
        terminal.reportMouse(reported);
    }

    /** Whether the terminal has another size than the picture. */
    boolean isResized() throws IOException {
        return !terminal.getTerminalSize().equals(screen.getTerminalSize());
    }

    Picture draw(BoardView view) throws IOException {
        // Lanterna learns of a new size by asking for it.
        terminal.getTerminalSize();
        if (screen.doResizeIfNecessary() != null) {
            refresh = Screen.RefreshType.COMPLETE;
        }
        TerminalSize size = screen.getTerminalSize();
        Picture before = picture;
        picture = BoardScreen.picture(view, size.getColumns(), size.getRows());
        boolean whole = refresh == Screen.RefreshType.COMPLETE;
        // Most rows are as they were a second ago, and to compare a row is far less work than to paint it.
        if (painter.paint(whole ? List.of() : before.lines(), picture.lines(), screen) || whole) {
            screen.refresh(refresh);
        }
        refresh = Screen.RefreshType.DELTA;
        return picture;
    }

    int columns() {
        return screen.getTerminalSize().getColumns();
    }

    int rows() {
        return screen.getTerminalSize().getRows();
    }

    /** What stands at this place of the picture. */
    Optional<Picture.Aim> at(int column, int row) {
        return picture.at(column, row);
    }

    /** The next key that was pressed; null where none was. */
    @Nullable
    KeyStroke key() throws IOException {
        return screen.pollInput();
    }
}
