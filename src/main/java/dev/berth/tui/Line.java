package dev.berth.tui;

import dev.berth.view.DisplayWidth;
import dev.berth.view.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * One row of the screen.
 *
 * @param background what the whole row stands for; PLAIN for nothing
 * @param selected whether the row is the one that keys act on
 */
record Line(List<Span> spans, Role background, boolean selected) {
    static final Line EMPTY = new Line(List.of(), Role.PLAIN, false);

    /**
     * A text in one role, without characters that would do something to a terminal.
     *
     * @param tint a colour that only tells it from others, the same for the same number; below zero for none
     */
    record Span(Role role, int tint, String text) {
        static final int NO_TINT = -1;

        Span {
            text = Line.harmless(text);
        }

        Span(Role role, String text) {
            this(role, NO_TINT, text);
        }
    }

    /** The text without what would do something to a terminal. */
    static String harmless(String text) {
        if (text.chars().allMatch(character -> character >= ' ' && character < 0x7f)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            switch (Character.getType(character)) {
                case Character.CONTROL -> clean.append(' ');
                // Among them are those that turn the direction of writing around.
                case Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR -> {}
                default -> clean.appendCodePoint(character);
            }
        });
        return clean.toString();
    }

    static Line of(String text) {
        return of(Role.PLAIN, text);
    }

    static Line of(Role role, String text) {
        return EMPTY.and(role, text);
    }

    Line and(String text) {
        return and(Role.PLAIN, text);
    }

    Line and(Role role, String text) {
        if (text.isEmpty()) {
            return this;
        }
        List<Span> more = new ArrayList<>(spans);
        more.add(new Span(role, text));
        return new Line(List.copyOf(more), background, selected);
    }

    /** With a text in the colour of this number. */
    Line tinted(int number, String text) {
        return and(new Line(List.of(new Span(Role.PLAIN, number, text)), Role.PLAIN, false));
    }

    Line and(Line line) {
        List<Span> more = new ArrayList<>(spans);
        more.addAll(line.spans());
        return new Line(List.copyOf(more), background, selected);
    }

    Line select() {
        return new Line(spans, background, true);
    }

    Line on(Role role) {
        return new Line(spans, role, selected);
    }

    /** With blanks up to this column; with one blank where it is there already. */
    Line tab(int column) {
        return and(" ".repeat(Math.max(1, column - width())));
    }

    /** With blanks up to this column, then the text, which ends at the other. */
    Line right(Role role, String text, int end) {
        return and(" ".repeat(Math.max(1, end - DisplayWidth.of(text) - width())))
                .and(role, text);
    }

    int width() {
        int width = 0;
        for (Span span : spans) {
            width += DisplayWidth.of(span.text());
        }
        return width;
    }

    /** The first columns of it, all of them filled. */
    Line fit(int columns) {
        List<Span> kept = new ArrayList<>();
        int left = columns;
        for (Span span : spans) {
            String text = DisplayWidth.clip(span.text(), left);
            kept.add(new Span(span.role(), span.tint(), text));
            left -= DisplayWidth.of(text);
            if (text.length() < span.text().length()) {
                break;
            }
        }
        if (left > 0) {
            kept.add(new Span(Role.PLAIN, " ".repeat(left)));
        }
        return new Line(List.copyOf(kept), background, selected);
    }

    /** The first of them, blank ones added up to this number. */
    static List<Line> padded(List<Line> lines, int rows) {
        List<Line> padded = new ArrayList<>(lines.subList(0, Math.min(rows, lines.size())));
        while (padded.size() < rows) {
            padded.add(EMPTY);
        }
        return padded;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        spans.forEach(span -> text.append(span.text()));
        return text.toString();
    }
}
