package dev.berth.view;

import java.util.List;
import java.util.function.Function;

/**
 * A report whose document and lines are made by whoever knows them best.
 *
 * @param drawing makes the lines, when they are what was asked for
 * @param advises whether the lines are Berth's own words, which may say what to type next
 */
public record TextReport(Document document, Function<Theme, List<String>> drawing, boolean advises) implements Report {

    public TextReport(Document document, Function<Theme, List<String>> drawing) {
        this(document, drawing, false);
    }

    /** The same, whose lines say what to type next. */
    public TextReport advising() {
        return new TextReport(document, drawing, true);
    }

    @Override
    public List<String> lines(Theme theme) {
        return drawing.apply(theme);
    }

    /** A report of one sentence. */
    public static TextReport sentence(Document document, String sentence) {
        return new TextReport(document, theme -> Folding.hanging("", theme.text(sentence), theme), true);
    }

    /** A report of one table; the sentence stands for it when it has no rows. */
    public static TextReport table(Document document, Table table, String whenEmpty) {
        return table.isEmpty() ? sentence(document, whenEmpty) : new TextReport(document, table::lines);
    }
}
