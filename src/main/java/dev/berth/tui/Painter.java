package dev.berth.tui;

import com.googlecode.lanterna.SGR;
import com.googlecode.lanterna.TextColor;
import com.googlecode.lanterna.graphics.TextGraphics;
import com.googlecode.lanterna.screen.Screen;
import com.googlecode.lanterna.screen.TabBehaviour;
import dev.berth.view.DisplayWidth;
import dev.berth.view.Role;
import java.util.List;

/** Puts lines on a screen, in the sixteen colours that every terminal has, or with none of them. */
final class Painter {
    /** Neither red nor yellow, which mean something; the order that printed logs have. */
    private static final TextColor[] TINTS = {
        TextColor.ANSI.CYAN,
        TextColor.ANSI.MAGENTA,
        TextColor.ANSI.BLUE,
        TextColor.ANSI.GREEN,
        TextColor.ANSI.CYAN_BRIGHT,
        TextColor.ANSI.MAGENTA_BRIGHT,
        TextColor.ANSI.BLUE_BRIGHT,
        TextColor.ANSI.GREEN_BRIGHT
    };

    private final boolean color;

    Painter(boolean color) {
        this.color = color;
    }

    /**
     * Puts down the rows that differ.
     *
     * @param painted what is there, a row each; empty for nothing
     * @return whether any did
     */
    boolean paint(List<Line> painted, List<Line> lines, Screen screen) {
        TextGraphics graphics = screen.newTextGraphics();
        graphics.setTabBehaviour(TabBehaviour.IGNORE);
        boolean changed = false;
        for (int row = 0; row < lines.size(); row++) {
            Line line = lines.get(row);
            if (row < painted.size() && painted.get(row).equals(line)) {
                continue;
            }
            changed = true;
            int column = 0;
            for (Line.Span span : line.spans()) {
                style(graphics, line, span.role());
                if (span.tint() != Line.Span.NO_TINT && line.background() == Role.PLAIN) {
                    foreground(graphics, TINTS[span.tint() % TINTS.length]);
                }
                graphics.putString(column, row, span.text());
                column += DisplayWidth.of(span.text());
            }
        }
        return changed;
    }

    private void style(TextGraphics graphics, Line line, Role role) {
        graphics.clearModifiers();
        graphics.setForegroundColor(TextColor.ANSI.DEFAULT);
        graphics.setBackgroundColor(TextColor.ANSI.DEFAULT);
        Role shown = line.background() == Role.PLAIN ? role : line.background();
        switch (shown) {
            case PLAIN -> {}
            case STRONG -> graphics.enableModifiers(SGR.BOLD);
            case MUTED -> foreground(graphics, TextColor.ANSI.BLACK_BRIGHT);
            case GOOD -> foreground(graphics, TextColor.ANSI.GREEN);
            case WAITING -> foreground(graphics, TextColor.ANSI.CYAN);
            case WARNING -> foreground(graphics, TextColor.ANSI.YELLOW);
            case BAD -> {
                foreground(graphics, TextColor.ANSI.RED);
                graphics.enableModifiers(SGR.BOLD);
            }
            case SELECTED -> graphics.enableModifiers(SGR.REVERSE);
            case PROTECTED -> {
                graphics.enableModifiers(SGR.BOLD);
                if (color) {
                    graphics.setForegroundColor(TextColor.ANSI.WHITE_BRIGHT);
                    graphics.setBackgroundColor(TextColor.ANSI.RED);
                } else {
                    graphics.enableModifiers(SGR.REVERSE);
                }
            }
        }
        if (line.selected()) {
            graphics.enableModifiers(SGR.REVERSE);
        }
    }

    private void foreground(TextGraphics graphics, TextColor ink) {
        if (color) {
            graphics.setForegroundColor(ink);
        }
    }
}
