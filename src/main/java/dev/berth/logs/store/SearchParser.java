package dev.berth.logs.store;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.logs.LogLevel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads what somebody typed into a search; nothing of it is ever part of a language that a database reads. */
final class SearchParser {
    private static final int LONGEST = 1000;

    private final String typed;
    private final List<Clause> clauses = new ArrayList<>();
    private final Set<String> services = new LinkedHashSet<>();
    private final Set<String> containers = new LinkedHashSet<>();
    private LogLevel level = LogLevel.UNKNOWN;
    private int position;

    SearchParser(String typed) {
        this.typed = typed;
    }

    LogSearch parse() {
        if (typed.length() > LONGEST) {
            throw wrong("a search has %,d characters at most, and this one %,d".formatted(LONGEST, typed.length()));
        }
        while (skipBlanks()) {
            term();
        }
        return new LogSearch(
                List.copyOf(clauses),
                Set.copyOf(services),
                Set.copyOf(containers),
                level,
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty());
    }

    /** Whether anything follows. */
    private boolean skipBlanks() {
        while (position < typed.length() && Character.isWhitespace(typed.charAt(position))) {
            position++;
        }
        return position < typed.length();
    }

    private void term() {
        if (typed.charAt(position) == '"') {
            phrase(quoted());
            return;
        }
        int begin = position;
        while (position < typed.length() && !Character.isWhitespace(typed.charAt(position))) {
            if (typed.charAt(position) == ':' && isName(begin, position)) {
                String name = typed.substring(begin, position);
                position++;
                field(name, value(name));
                return;
            }
            position++;
        }
        word(typed.substring(begin, position));
    }

    /** A name begins with a letter: {@code 10:15} is a time, and {@code http://} an address. */
    private boolean isName(int begin, int end) {
        if (end == begin || !Character.isLetter(typed.charAt(begin)) || typed.startsWith("//", end + 1)) {
            return false;
        }
        for (int i = begin; i < end; i++) {
            char character = typed.charAt(i);
            if (!Character.isLetterOrDigit(character) && "_-.@".indexOf(character) < 0) {
                return false;
            }
        }
        return true;
    }

    private String value(String name) {
        if (position < typed.length() && typed.charAt(position) == '"') {
            return quoted();
        }
        int begin = position;
        while (position < typed.length() && !Character.isWhitespace(typed.charAt(position))) {
            position++;
        }
        if (begin == position) {
            throw wrong("nothing stands behind \"%s:\"".formatted(name));
        }
        return typed.substring(begin, position);
    }

    private String quoted() {
        int end = typed.indexOf('"', position + 1);
        if (end < 0) {
            throw wrong("the quotation mark before \"%s\" is not closed".formatted(typed.substring(position + 1)));
        }
        String text = typed.substring(position + 1, end);
        position = end + 1;
        return text;
    }

    private void phrase(String text) {
        if (text.isBlank()) {
            throw wrong("nothing stands between two quotation marks");
        }
        clauses.add(new Clause.Phrase(WordSplitter.lowerCase(text.strip())));
    }

    private void word(String word) {
        String text = WordSplitter.lowerCase(word);
        boolean openBegin = text.startsWith("*");
        boolean openEnd = text.length() > 1 && text.endsWith("*");
        String bare = text.substring(openBegin ? 1 : 0, text.length() - (openEnd ? 1 : 0));
        if (bare.isEmpty()) {
            throw wrong("\"%s\" asks for nothing".formatted(word));
        }
        if (openBegin) {
            clauses.add(new Clause.Part(bare));
        } else if (openEnd) {
            clauses.add(new Clause.Beginning(bare));
        } else {
            clauses.add(new Clause.Phrase(bare));
        }
    }

    private void field(String name, String value) {
        switch (name) {
            case "level" -> level = level(value);
            case "service" -> services.add(value);
            case "container" -> containers.add(value);
            default -> clauses.add(new Clause.Field(WordSplitter.lowerCase(name), WordSplitter.lowerCase(value)));
        }
    }

    private LogLevel level(String word) {
        try {
            return LogLevel.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw wrong("there is no level \"%s\"; there are %s"
                    .formatted(
                            word,
                            Arrays.stream(LogLevel.values())
                                    .map(each -> each.name().toLowerCase(Locale.ROOT))
                                    .collect(Collectors.joining(", "))));
        }
    }

    private static BerthException wrong(String sentence) {
        return new BerthException(
                ErrorCode.USAGE,
                sentence,
                "Write words, beginn* or *part*, \"several words\", name:value, level:error, service:NAME.");
    }
}
