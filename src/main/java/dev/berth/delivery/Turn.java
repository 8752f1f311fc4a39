package dev.berth.delivery;

import dev.berth.workspace.SecretTemplates;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.ToIntFunction;

/**
 * Which of a secret's two logins has the current value.
 *
 * @param login the one whose turn it is
 * @param version of the secret that it has, or what stands in for it
 * @param retired whether the other one was locked since
 */
record Turn(String login, int version, boolean retired) {

    /**
     * The turns once the stored values are delivered. A value that is new passes the turn on, once all that use the secret
     * run with what the turn before gave them; until then somebody works with the other login, and the new value goes to
     * the one that nobody was moved to yet.
     *
     * @param isTaken whether all that use a secret run with what its turn gave them
     * @param version of a secret as it is stored
     */
    static Map<String, Turn> next(
            Map<String, SecretTemplates.Declaration> declared,
            Map<String, Turn> before,
            BiPredicate<String, Turn> isTaken,
            ToIntFunction<String> version) {
        Map<String, Turn> turns = new TreeMap<>();
        declared.forEach((name, declaration) -> declaration.logins().ifPresent(logins -> {
            Turn turn = before.get(name);
            int stored = version.applyAsInt(name);
            if (turn == null) {
                turns.put(name, new Turn(logins.first(), stored, true));
            } else if (turn.version() == stored) {
                turns.put(name, turn);
            } else if (logins.has(turn.login()) && !isTaken.test(name, turn)) {
                turns.put(name, new Turn(turn.login(), stored, turn.retired()));
            } else {
                turns.put(name, new Turn(logins.after(turn.login()), stored, false));
            }
        }));
        return turns;
    }

    Turn withOtherRetired() {
        return new Turn(login, version, true);
    }
}
