package dev.berth.view;

import dev.berth.deployment.Approval;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Approval by whoever sits at the terminal, or given beforehand by {@code --yes} and a {@code --confirm NAME} for each name. */
public final class ConsoleApproval implements Approval {
    private final Console console;
    private final boolean yes;
    private final Set<String> confirmed;
    private final Set<String> needed = new LinkedHashSet<>();

    public ConsoleApproval(Console console, boolean yes, Collection<String> confirmed) {
        this.console = console;
        this.yes = yes;
        this.confirmed = Set.copyOf(confirmed);
    }

    @Override
    public void require(String environment, boolean isProtected) {
        if (isProtected && !isConfirmed(environment) && !console.canAsk()) {
            throw refusal(environment);
        }
    }

    @Override
    public void confirm(String environment, boolean isProtected, List<String> consequences) {
        if (!isProtected || isConfirmed(environment)) {
            return;
        }
        if (!console.canAsk()) {
            throw refusal(environment);
        }
        Theme theme = console.capabilities().error();
        String answer = console.ask(below(
                        consequences,
                        "%s is protected. Type its name to go on: ".formatted(theme.environment(environment, true))))
                .orElse("");
        if (!answer.strip().equals(environment)) {
            throw new BerthException(
                    ErrorCode.PROTECTED,
                    "%s is protected and was not confirmed: nothing was changed".formatted(environment),
                    null);
        }
    }

    @Override
    public void agree(String environment, String reason) {
        if (!yes && !console.canAsk()) {
            throw new BerthException(
                    ErrorCode.PROTECTED, reason + ", and nobody can be asked here", "If that is meant: add --yes");
        }
        if (yes) {
            console.notice("  " + reason);
            return;
        }
        String answer = console.ask(below(List.of(reason), "Type %s to go on: ".formatted(environment)))
                .orElse("");
        if (!answer.strip().equals(environment)) {
            throw new BerthException(ErrorCode.PROTECTED, "not confirmed: nothing was changed", null);
        }
    }

    @Override
    public void confirmLoss(String word, List<String> consequences) {
        if (isConfirmed(word)) {
            return;
        }
        if (!console.canAsk()) {
            throw new BerthException(
                    ErrorCode.PROTECTED,
                    "data would be lost, and nobody can be asked here: " + String.join("; ", consequences),
                    next());
        }
        String answer = console.ask(below(consequences, "Type %s to go on: ".formatted(word)))
                .orElse("");
        if (!answer.strip().equals(word)) {
            throw new BerthException(ErrorCode.PROTECTED, "not confirmed: nothing was changed", null);
        }
    }

    /** Whoever is asked is told of what, however little else is said. */
    private static String below(List<String> consequences, String question) {
        return consequences.stream().map(each -> "  " + each + "\n").collect(Collectors.joining()) + question;
    }

    private boolean isConfirmed(String word) {
        needed.add(word);
        return yes && confirmed.contains(word);
    }

    /** Every word that was asked for so far: one operation may need several, and all of them on one line. */
    private String next() {
        return "Next: add --yes"
                + needed.stream().map(word -> " --confirm " + word).collect(Collectors.joining());
    }

    private BerthException refusal(String environment) {
        return new BerthException(
                ErrorCode.PROTECTED,
                yes
                        ? "%s is protected: --yes alone does not confirm a change".formatted(environment)
                        : "%s is protected, and nobody can be asked here".formatted(environment),
                next());
    }
}
