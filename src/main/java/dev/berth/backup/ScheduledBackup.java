package dev.berth.backup;

import dev.berth.workspace.Definition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a machine's scheduler runs: a new set, then away with those that need not stay.
 *
 * @param launcher the program, as an absolute path
 * @param workspace as an absolute path
 * @param user as whom
 * @param home that user's
 * @param variables of the process environment; those that say which engine and which key are passed on
 */
public record ScheduledBackup(
        Definition definition, Path launcher, Path workspace, String user, Path home, Map<String, String> variables) {
    /** Without them another engine would be asked than the one that was meant, or another key taken. */
    private static final List<String> PASSED_ON = List.of(
            "BERTH_PASSPHRASE_FILE",
            "BERTH_VAULT_CREDENTIAL_FILE",
            "DOCKER_CERT_PATH",
            "DOCKER_CONFIG",
            "DOCKER_CONTEXT",
            "DOCKER_HOST",
            "DOCKER_TLS_VERIFY",
            "XDG_CONFIG_HOME",
            "XDG_DATA_HOME",
            "XDG_STATE_HOME");

    /** The name of its units; that of a project is the only one on a machine. */
    String name() {
        return "berth-backup-" + definition.project();
    }

    SortedMap<String, String> passedOn() {
        SortedMap<String, String> passedOn = new TreeMap<>(variables);
        passedOn.keySet().retainAll(PASSED_ON);
        return passedOn;
    }

    /** The command lines, word by word; the second is for when the first went well. */
    List<List<String>> commands() {
        return List.of(command("create"), command("prune"));
    }

    private List<String> command(String verb) {
        List<String> words = new ArrayList<>(List.of(
                launcher.toString(),
                "--workspace",
                workspace.toString(),
                "--env",
                definition.name(),
                "--quiet",
                "--yes"));
        if (definition.isProtected()) {
            words.addAll(List.of("--confirm", definition.name()));
        }
        words.addAll(List.of("backup", verb));
        return words;
    }
}
