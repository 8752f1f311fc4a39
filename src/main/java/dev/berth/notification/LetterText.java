package dev.berth.notification;

import dev.berth.failure.Quoted;
import dev.berth.workspace.Definition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A letter in words: what is worst comes first, since a phone shows no more than the begin. */
final class LetterText {
    /** What a subject of a mail shows of the names. */
    private static final int NAMED = 3;

    private static final Comparator<News> WORST_FIRST = Comparator.comparing(News::isResolved)
            .thenComparing(News::severity, Comparator.reverseOrder())
            .thenComparing(News::firedAt)
            .thenComparing(News::rule)
            .thenComparing(News::target);

    private final Letter letter;
    private final List<News> news;
    private final List<News> reminders;

    LetterText(Letter letter) {
        this.letter = letter;
        this.news = letter.news().stream().sorted(WORST_FIRST).toList();
        this.reminders = letter.reminders().stream().sorted(WORST_FIRST).toList();
    }

    /** What it is about before all else. */
    News worst() {
        return news.isEmpty() ? reminders.getFirst() : news.getFirst();
    }

    /** Whether anything of it fires: {@code firing}, or all is over: {@code resolved}. */
    String state() {
        return worst().isResolved() ? "resolved" : "firing";
    }

    long firing() {
        return news.stream().filter(each -> !each.isResolved()).count() + reminders.size();
    }

    long resolved() {
        return news.stream().filter(News::isResolved).count();
    }

    /** One line: {@code FIRING: memory of rest in prod (critical)}. */
    String title() {
        if (news.size() + reminders.size() == 1) {
            News only = worst();
            return Quoted.line(
                    "%s: %s in %s (%s)".formatted(heading(only), name(only), letter.environment(), severity(only)));
        }
        List<String> counts = new ArrayList<>();
        count(counts, firing() - reminders.size(), "FIRING");
        count(counts, reminders.size(), "STILL FIRING");
        count(counts, resolved(), "RESOLVED");
        List<News> all = all();
        String names = all.stream().limit(NAMED).map(LetterText::name).collect(Collectors.joining(", "));
        return Quoted.line("%s in %s: %s%s"
                .formatted(String.join(", ", counts), letter.environment(), names, all.size() > NAMED ? ", …" : ""));
    }

    /**
     * All of it, a line each: {@code FIRING: memory of rest (critical) since TIME: WHAT IS WRONG}.
     *
     * @param most how many characters a line's end may be at; what has no more room is counted
     */
    String text(int most) {
        List<News> all = all();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < all.size(); i++) {
            String line = line(all.get(i));
            if (!text.isEmpty() && text.length() + line.length() > most) {
                return text.append("and %d more: berth --env %s monitor alerts"
                                .formatted(all.size() - i, letter.environment()))
                        .toString();
            }
            text.append(line).append('\n');
        }
        return text.toString().stripTrailing();
    }

    private List<News> all() {
        List<News> all = new ArrayList<>(news);
        all.addAll(reminders);
        return all;
    }

    private String line(News one) {
        return Quoted.line("%s: %s (%s) %s: %s"
                .formatted(
                        heading(one),
                        name(one),
                        severity(one),
                        one.resolvedAt()
                                .map(at -> "from %s to %s".formatted(one.firedAt(), at))
                                .orElse("since " + one.firedAt()),
                        one.message()));
    }

    private String heading(News one) {
        return one.isResolved() ? "RESOLVED" : news.contains(one) ? "FIRING" : "STILL FIRING";
    }

    private static void count(List<String> counts, long number, String what) {
        if (number > 0) {
            counts.add("%d %s".formatted(number, what));
        }
    }

    static String severity(News one) {
        return severity(one.severity());
    }

    private static String severity(Definition.Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    private static String name(News one) {
        return "%s of %s".formatted(one.rule(), one.target());
    }
}
