package dev.berth.docker;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How images are named: the grammar of the engine's own references. */
public final class ImageName {
    private static final int LONGEST = 255;
    private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final String LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
    private static final String REGISTRY = "(?:%s(?:\\.%s)*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?".formatted(LABEL, LABEL);
    private static final Pattern REFERENCE = Pattern.compile(
            "(?<name>(?:%s/)?%s(?:/%s)*)(?::[\\w][\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?"
                    .formatted(REGISTRY, PART, PART));

    private ImageName() {}

    /** Whether an image can be called so; says nothing of whether there is one. */
    public static boolean isPossible(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        return matcher.matches() && matcher.group("name").length() <= LONGEST;
    }
}
