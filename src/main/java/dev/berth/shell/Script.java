package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Quoted;
import java.util.ArrayList;
import java.util.List;

/**
 * Command lines to be run one after the other.
 *
 * @param name as messages name it
 * @param lines without comments and blank lines
 */
record Script(String name, List<Line> lines) {

    /**
     * One command line, which may go on over several lines of the file.
     *
     * @param number of its first line, from 1
     */
    record Line(int number, String text) {

        boolean isCommand() {
            return !Variables.isAssignment(text);
        }

        /** As messages show it: in one line. */
        String shown() {
            return Quoted.harmless(text.strip().replaceAll("\\s*\\\\?\\n\\s*", " "));
        }
    }

    /** Reads a script's text; throws DEFINITION_INVALID, naming the line, where a quote is not closed. */
    static Script parse(String name, String text) {
        List<Line> lines = new ArrayList<>();
        List<String> rows = text.lines().toList();
        for (int i = 0; i < rows.size(); i++) {
            int first = i;
            String line = i == 0 && rows.getFirst().startsWith("\uFEFF")
                    ? rows.getFirst().substring(1)
                    : rows.get(i);
            while (true) {
                try {
                    if (!Lexer.places(line).isEmpty()) {
                        lines.add(new Line(first + 1, line));
                    }
                    break;
                } catch (Lexer.UnfinishedException e) {
                    if (++i == rows.size()) {
                        throw new BerthException(
                                ErrorCode.DEFINITION_INVALID,
                                "%s:%d: %s".formatted(name, first + 1, e.getMessage()),
                                "Nothing was run.");
                    }
                    line = line + "\n" + rows.get(i);
                }
            }
        }
        return new Script(name, List.copyOf(lines));
    }

    int commands() {
        return (int) lines.stream().filter(Line::isCommand).count();
    }

    String place(Line line) {
        return name + ":" + line.number();
    }
}
