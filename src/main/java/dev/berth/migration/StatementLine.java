package dev.berth.migration;

import java.util.OptionalInt;

/** Where in a file an error in a statement lies. */
final class StatementLine {
    private StatementLine() {}

    /**
     * The line of a position in a statement.
     *
     * @param firstWord the line of the statement's first word, after any comments
     * @param statement as it was sent, comments before it included
     * @param position in characters from 1, as PostgreSQL counts; empty where it gave none
     */
    static int of(int firstWord, String statement, OptionalInt position) {
        if (position.isEmpty()) {
            return firstWord;
        }
        int characters = Math.min(position.getAsInt() - 1, statement.codePointCount(0, statement.length()));
        int place = statement.offsetByCodePoints(0, characters);
        int start = statement.length() - withoutLeadingComments(statement).length();
        return firstWord + lines(statement, place) - lines(statement, start);
    }

    /** The statement from its first word on; comments within comments are one, as PostgreSQL reads them. */
    static String withoutLeadingComments(String statement) {
        int position = 0;
        int depth = 0;
        while (position < statement.length()) {
            if (statement.startsWith("/*", position)) {
                depth++;
                position += 2;
            } else if (depth > 0) {
                boolean ends = statement.startsWith("*/", position);
                depth -= ends ? 1 : 0;
                position += ends ? 2 : 1;
            } else if (statement.startsWith("--", position)) {
                int end = statement.indexOf('\n', position);
                position = end < 0 ? statement.length() : end + 1;
            } else if (Character.isWhitespace(statement.charAt(position))) {
                position++;
            } else {
                return statement.substring(position);
            }
        }
        return "";
    }

    private static int lines(String text, int end) {
        return (int)
                text.chars().limit(end).filter(character -> character == '\n').count();
    }
}
