package dev.berth.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Reads what is typed at the prompt with the shell's own rules. */
final class PromptParser implements Parser {
    private static final String PLAIN = "[A-Za-z0-9_./:=@,+%^-]*";

    /** The words up to the cursor, the unfinished one last. */
    private record Typed(String line, int cursor, List<String> words, String word, int start)
            implements CompletingParsedLine {

        @Override
        public int wordCursor() {
            return word.length();
        }

        @Override
        public int wordIndex() {
            return words.size() - 1;
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate.toString().matches(PLAIN)
                    ? candidate
                    : "'" + candidate.toString().replace("'", "'\\''") + "'";
        }

        @Override
        public int rawWordCursor() {
            return cursor - start;
        }

        @Override
        public int rawWordLength() {
            return cursor - start;
        }
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context != ParseContext.COMPLETE) {
            return new Typed(line, cursor, accepted(line), "", cursor);
        }
        String before = line.substring(0, cursor);
        List<Lexer.Word> places = unfinished(before);
        List<String> words =
                new ArrayList<>(places.stream().map(Lexer.Word::text).toList());
        boolean within = !places.isEmpty() && places.getLast().end() >= before.length();
        if (!within) {
            words.add("");
        }
        return new Typed(
                line, cursor, words, words.getLast(), within ? places.getLast().start() : cursor);
    }

    private static List<String> accepted(String line) {
        try {
            List<String> words =
                    Lexer.places(line).stream().map(Lexer.Word::text).toList();
            return words.isEmpty() ? List.of("") : words;
        } catch (Lexer.UnfinishedException e) {
            throw new EOFError(-1, -1, e.getMessage());
        }
    }

    /** The words of a line whose last quote may still be open. */
    private static List<Lexer.Word> unfinished(String line) {
        return Stream.of("", "'", "\"", "\\")
                .flatMap(closing -> finished(line + closing).stream())
                .findFirst()
                .orElse(List.of());
    }

    private static Optional<List<Lexer.Word>> finished(String line) {
        try {
            return Optional.of(Lexer.places(line));
        } catch (Lexer.UnfinishedException e) {
            return Optional.empty();
        }
    }
}
