package dev.berth.view;

import java.util.Locale;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * What the three standard streams can do, resolved once from the process's environment.
 *
 * @param readsTerminal whether standard input is a terminal
 * @param asks whether somebody is there to be asked: all three are terminals, and this is no continuous integration
 * @param fullScreen whether a prompt or a board can be shown: input and output are a terminal
 * @param animates whether lines on standard error may be drawn again
 * @param output how standard output is drawn on
 * @param error how standard error is drawn on
 * @param widths how wide the two are, which may change while Berth runs
 */
public record Capabilities(
        boolean readsTerminal,
        boolean asks,
        boolean fullScreen,
        boolean animates,
        Theme output,
        Theme error,
        Widths widths) {

    /** Which of the standard streams are terminals. */
    public record Terminals(boolean input, boolean output, boolean error) {

        /** No terminal anywhere, as in a cron job. */
        public static final Terminals NONE = new Terminals(false, false, false);

        /** As the launcher says: the digits of the streams that are terminals, such as "012". */
        public static Terminals of(String digits) {
            return new Terminals(digits.contains("0"), digits.contains("1"), digits.contains("2"));
        }
    }

    /**
     * How wide the streams are that are terminals.
     *
     * @param measure asks the terminal behind a file descriptor, when somebody wants to know; 0 where it does not say
     */
    public record Widths(boolean output, boolean error, IntUnaryOperator measure) {
        /** Of streams whose lines are as long as they are. */
        public static final Widths UNBOUNDED = new Widths(false, false, descriptor -> 0);

        private Theme bound(Theme theme, boolean terminal, int descriptor) {
            int columns = terminal ? measure.applyAsInt(descriptor) : 0;
            return columns > 0 ? theme.within(columns) : theme;
        }
    }

    /** How standard output is drawn on, at the width that it has now. */
    @Override
    public Theme output() {
        return widths.bound(output, widths.output(), 1);
    }

    /** How standard error is drawn on, at the width that it has now. */
    @Override
    public Theme error() {
        return widths.bound(error, widths.error(), 2);
    }

    /** The same, where a terminal's width can be asked for. */
    public Capabilities measured(Terminals terminals, IntUnaryOperator measure) {
        return new Capabilities(
                readsTerminal,
                asks,
                fullScreen,
                animates,
                output,
                error,
                new Widths(terminals.output(), terminals.error(), measure));
    }

    /**
     * Resolves them.
     *
     * @param variables the process's environment variables
     */
    public static Capabilities of(Terminals terminals, Map<String, String> variables) {
        boolean dumb = "dumb".equals(variables.get("TERM"))
                || !variables.getOrDefault("CI", "").isEmpty();
        boolean unicode = isUnicode(variables);
        return new Capabilities(
                terminals.input(),
                terminals.input() && terminals.output() && terminals.error() && !dumb,
                terminals.input() && terminals.output() && !dumb,
                terminals.error() && !dumb,
                new Theme(isColored(terminals.output() && !dumb, variables), unicode),
                new Theme(isColored(terminals.error() && !dumb, variables), unicode),
                Widths.UNBOUNDED);
    }

    /** The same without colours. */
    public Capabilities withoutColor() {
        return new Capabilities(
                readsTerminal,
                asks,
                fullScreen,
                animates,
                new Theme(false, output.unicode()),
                new Theme(false, error.unicode()),
                widths);
    }

    private static boolean isColored(boolean terminal, Map<String, String> variables) {
        if (!variables.getOrDefault("NO_COLOR", "").isEmpty()) {
            return false;
        }
        String force = variables.getOrDefault("CLICOLOR_FORCE", "");
        return terminal || (!force.isEmpty() && !force.equals("0"));
    }

    private static boolean isUnicode(Map<String, String> variables) {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String locale = variables.getOrDefault(name, "");
            if (!locale.isEmpty()) {
                String upper = locale.toUpperCase(Locale.ROOT);
                return upper.contains("UTF-8") || upper.contains("UTF8");
            }
        }
        return false;
    }
}
