package dev.berth.tui;

import com.googlecode.lanterna.TerminalPosition;
import com.googlecode.lanterna.input.CharacterPattern;
import com.googlecode.lanterna.input.MouseAction;
import com.googlecode.lanterna.input.MouseActionType;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The mouse as terminals of today report it: {@code ESC [ < button ; column ; row M}, with m when a button is let go. */
final class MousePattern implements CharacterPattern {
    private static final String START = "\u001b[<";
    private static final Pattern WHOLE = Pattern.compile("\u001b\\[<(\\d{1,4});(\\d{1,4});(\\d{1,4})([Mm])");
    private static final int LONGEST = 20;
    private static final int WHEEL_UP = 64;
    private static final int WHEEL_DOWN = 65;
    private static final int MODIFIERS = 4 | 8 | 16;

    @Override
    public @Nullable Matching match(List<Character> characters) {
        StringBuilder text = new StringBuilder();
        characters.forEach(text::append);
        Matcher whole = WHOLE.matcher(text);
        if (whole.matches()) {
            return new Matching(action(whole));
        }
        boolean beginning = START.startsWith(text.toString())
                || (text.indexOf(START) == 0
                        && text.length() < LONGEST
                        && text.substring(START.length()).matches("[0-9;]*"));
        return beginning ? Matching.NOT_YET : null;
    }

    private static MouseAction action(Matcher report) {
        int button = Integer.parseInt(report.group(1)) & ~MODIFIERS;
        TerminalPosition position = new TerminalPosition(place(report.group(2)), place(report.group(3)));
        MouseActionType type = switch (button) {
            case WHEEL_UP -> MouseActionType.SCROLL_UP;
            case WHEEL_DOWN -> MouseActionType.SCROLL_DOWN;
            default -> report.group(4).equals("M") ? MouseActionType.CLICK_DOWN : MouseActionType.CLICK_RELEASE;
        };
        return new MouseAction(type, button + 1, position);
    }

    /** Terminals count from 1. */
    private static int place(String number) {
        return Math.max(0, Integer.parseInt(number) - 1);
    }
}
