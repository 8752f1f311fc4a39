package dev.berth.shell;

import dev.berth.docker.EngineAddress;
import dev.berth.failure.ExitCode;
import dev.berth.workspace.Definition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The verbs of {@code monitor}. */
final class MonitorCommands {
    /** What decides where engine and secrets are found, for a run that has no login. */
    private static final List<String> PASSED_ON =
            List.of("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG");

    private MonitorCommands() {}

    static List<Verb> verbs() {
        return List.of(Verb.named("monitor unit", "Print a systemd unit that renders secrets and starts services at boot")
                .detail("Rendered secrets lie in memory, so they are gone after a reboot; services wait for them. The unit"
                        + " renders them and starts what does not start by itself, as the user who prints it.")
                .example("monitor unit --env prod | sudo tee /etc/systemd/system/berth-prod.service", "install it")
                .runs(MonitorCommands::unit));
    }

    private static int unit(Call call) {
        Services services = call.services();
        String name = call.environment();
        Definition definition = services.environments().definition(name);
        EngineAddress engine = services.environments().address(definition);
        List<String> berth = new ArrayList<>(List.of(
                services.installation().toAbsolutePath().normalize().resolve(Path.of("bin", "berth")).toString(),
                "--workspace",
                services.workspace().root().toString(),
                "--env",
                name,
                "--yes"));
        if (definition.isProtected()) {
            berth.addAll(List.of("--confirm", name));
        }
        List<String> lines = new ArrayList<>();
        lines.add("# Install as /etc/systemd/system/berth-%s.service, then:".formatted(definition.project()));
        lines.add("#   systemctl daemon-reload && systemctl enable berth-" + definition.project());
        lines.add("[Unit]");
        lines.add("Description=Berth: secrets and services of " + definition.project());
        lines.add("Wants=network-online.target");
        lines.add("After=network-online.target" + (engine.isUnixSocket() ? " docker.service" : ""));
        if (engine.isUnixSocket()) {
            lines.add("Requires=docker.service");
        }
        lines.add("");
        lines.add("[Service]");
        lines.add("Type=oneshot");
        lines.add("RemainAfterExit=yes");
        lines.add("TimeoutStartSec=15min");
        lines.add("User=" + System.getProperty("user.name", "root"));
        for (String variable : PASSED_ON) {
            String value = System.getenv(variable);
            if (value != null && !value.isEmpty()) {
                lines.add("Environment=" + quoted(variable + "=" + value));
            }
        }
        lines.add("ExecStart=" + line(berth, "secrets", "sync"));
        lines.add("ExecStart=" + line(berth, "stack", "start"));
        lines.add("");
        lines.add("[Install]");
        lines.add("WantedBy=multi-user.target");
        lines.forEach(text -> call.console().output().print(text + "\n"));
        return ExitCode.OK.status();
    }

    private static String line(List<String> berth, String... verb) {
        List<String> words = new ArrayList<>(berth);
        words.addAll(List.of(verb));
        return String.join(" ", words.stream().map(MonitorCommands::quoted).toList());
    }

    /** As systemd reads it: per cent signs are its own, blanks need quotes. */
    private static String quoted(String word) {
        String escaped = word.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%").replace("$", "$$");
        return escaped.contains(" ") || escaped.contains("'") ? '"' + escaped + '"' : escaped;
    }
}
