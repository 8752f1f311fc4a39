package dev.berth.workspace;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.List;

/** A workspace's files are wrong; says the first problem in its message and carries them all. */
public final class DefinitionException extends BerthException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public DefinitionException(List<Problem> problems) {
        super(ErrorCode.DEFINITION_INVALID, sentence(problems), hint(problems));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }

    private static String sentence(List<Problem> problems) {
        Problem first = problems.getFirst();
        String place = first.place();
        String more = problems.size() == 1 ? "" : " (and %d more: env validate)".formatted(problems.size() - 1);
        return place + ": " + first.message() + more;
    }

    private static @org.jspecify.annotations.Nullable String hint(List<Problem> problems) {
        return problems.getFirst().hint().orElse(null);
    }
}
