package dev.berth.deployment;

import dev.berth.failure.BerthException;
import java.util.List;
import java.util.Optional;

/**
 * What a switch would do, found out without changing anything.
 *
 * @param changes one for every service, in dependency order; those that stay as they are, too
 * @param pendingMigrations empty Optional when the database cannot be asked now, or what it says does not tell them
 * @param losses stores that would find themselves empty, in words: their data stays where nobody looks any more
 * @param notices what is defined but not applied yet, and what else the user should know
 * @param objection why a switch would refuse; empty where nothing stands against it
 */
public record Plan(
        String environment,
        String project,
        boolean isProtected,
        List<Change> changes,
        Optional<List<PendingMigration>> pendingMigrations,
        List<SecretChange> secrets,
        List<String> losses,
        List<String> notices,
        Optional<BerthException> objection) {

    /** What happens to one service, and why. */
    public record Change(String service, Action action, List<Reason> reasons) {

        /** Whether its containers stay the same ones, and need not be started. */
        boolean keepsContainers() {
            return switch (action) {
                case KEEP -> true;
                case CREATE, RECREATE, REMOVE -> false;
                case UPDATE -> reasons.stream().map(Reason::code).allMatch(Change::isLiveOrRestart);
            };
        }

        private static boolean isLiveOrRestart(Code code) {
            return switch (code) {
                case LIMIT_LIVE, LIMIT_RESTART, SECRET_RELOAD, SECRET_REPLACE, SECRET_RESTART -> true;
                case MISSING, STOPPED, CONFIGURATION, VOLUME, IMAGE, REPLICAS, DEPENDENCY, RUNS_AGAIN, UNDEFINED ->
                    false;
            };
        }
    }

    /** What is done to a service's containers. */
    public enum Action {
        CREATE,
        RECREATE,
        /** Changed in place: live, by a reload, or by a restart; the reason says which. */
        UPDATE,
        REMOVE,
        KEEP
    }

    /** One reason for a change, with what is and what will be, as far as that can be told. */
    public record Reason(Code code, Optional<String> from, Optional<String> to) {}

    /** Why a service changes. */
    public enum Code {
        MISSING,
        STOPPED,
        CONFIGURATION,
        /** Another volume or folder of the host stands where its data was. */
        VOLUME,
        IMAGE,
        LIMIT_LIVE,
        LIMIT_RESTART,
        SECRET_RELOAD,
        SECRET_REPLACE,
        SECRET_RESTART,
        REPLICAS,
        DEPENDENCY,
        /** It had completed, and runs once more before what needs it is started. */
        RUNS_AGAIN,
        UNDEFINED
    }

    /** A migration that would run. */
    public record PendingMigration(String version, String description) {}

    /** What happens to one secret. */
    public record SecretChange(String name, SecretAction action, Optional<Integer> from, Optional<Integer> to) {}

    /** What is done to a secret. */
    public enum SecretAction {
        ADD,
        CHANGE,
        REMOVE,
        KEEP
    }

    /** Whether carrying it out would change anything. */
    public boolean isChanged() {
        return changes.stream().anyMatch(change -> change.action() != Action.KEEP)
                // Where the database cannot be asked, a switch finds out.
                || pendingMigrations.map(pending -> !pending.isEmpty()).orElse(true)
                || secrets.stream().anyMatch(secret -> secret.action() != SecretAction.KEEP);
    }

    /** Whether the same containers come and go, the same migrations run, and the same secrets change. */
    boolean isSameWork(Plan other) {
        return replaced().equals(other.replaced())
                && pendingMigrations.equals(other.pendingMigrations)
                && secrets.equals(other.secrets);
    }

    /** A container that stays may be stopped or started at any moment, and need more or less memory. */
    private List<Change> replaced() {
        return changes.stream()
                .filter(change -> change.action() != Action.KEEP && change.action() != Action.UPDATE)
                .toList();
    }
}
