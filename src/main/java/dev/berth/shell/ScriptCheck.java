package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.Optional;

/** Tells of a script's lines, in their order, what is wrong with them before any is run. */
final class ScriptCheck {
    private final Call call;
    private final Variables variables = new Variables();

    ScriptCheck(Call call) {
        this.call = call;
    }

    /** Why the next line cannot be run; empty where only running it can tell. */
    Optional<Failure> failure(Script.Line line) {
        try {
            if (!variables.assign(line.text())) {
                call.shell().check(variables.words(line.text()), call.global().inherited());
            }
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(Failure.of(e));
        }
    }

    /** Throws DEFINITION_INVALID, naming the first line that cannot be run, where there is one. */
    void requireSound(Script script) {
        Optional<BerthException> first = Optional.empty();
        int more = 0;
        for (Script.Line line : script.lines()) {
            Optional<Failure> failure = failure(line);
            if (first.isPresent()) {
                more += failure.isPresent() ? 1 : 0;
            } else {
                first = failure.map(why -> wrong(script.place(line), why));
            }
        }
        if (first.isPresent()) {
            BerthException why = first.get();
            throw more == 0
                    ? why
                    : new BerthException(
                            why.code(),
                            "%s (and %d more: --dry-run shows them)".formatted(why.getMessage(), more),
                            why.hint(),
                            why);
        }
    }

    private static BerthException wrong(String place, Failure failure) {
        return new BerthException(
                ErrorCode.DEFINITION_INVALID,
                "%s: %s".formatted(place, failure.message()),
                failure.hint().map(hint -> hint + "\n").orElse("") + "Nothing was run.",
                failure.cause());
    }
}
