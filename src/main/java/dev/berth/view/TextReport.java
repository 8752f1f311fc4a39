package dev.berth.view;

import java.util.List;
import java.util.function.Function;

/**
 * A report whose document and lines are made by whoever knows them best.
 *
 * @param drawing makes the lines, when they are what was asked for
 */
public record TextReport(Document document, Function<Theme, List<String>> drawing) implements Report {

    @Override
    public List<String> lines(Theme theme) {
        return drawing.apply(theme);
    }

    /** A report of one sentence. */
    public static TextReport sentence(Document document, String sentence) {
        return new TextReport(document, theme -> List.of(theme.text(sentence)));
    }

    /** A report of one table; the sentence stands for it when it has no rows. */
    public static TextReport table(Document document, Table table, String whenEmpty) {
        return new TextReport(document, theme -> table.isEmpty() ? List.of(theme.text(whenEmpty)) : table.lines(theme));
    }
}
