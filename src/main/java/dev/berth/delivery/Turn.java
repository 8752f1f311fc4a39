package dev.berth.delivery;

import dev.berth.workspace.SecretTemplates;
import java.util.Map;
import java.util.TreeMap;
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
     * The turns once the stored values are delivered: a value that is new passes the turn on.
     *
     * @param version of a secret as it is stored
     */
    static Map<String, Turn> next(
            Map<String, SecretTemplates.Declaration> declared,
            Map<String, Turn> before,
            ToIntFunction<String> version) {
        Map<String, Turn> turns = new TreeMap<>();
        declared.forEach((name, declaration) -> declaration.logins().ifPresent(logins -> {
            Turn turn = before.get(name);
            int stored = version.applyAsInt(name);
            if (turn == null) {
                turns.put(name, new Turn(logins.first(), stored, true));
            } else if (turn.version() == stored) {
                turns.put(name, turn);
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
