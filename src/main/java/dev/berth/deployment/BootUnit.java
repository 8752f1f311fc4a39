package dev.berth.deployment;

import dev.berth.workspace.Definition;
import java.nio.file.Path;

/**
 * A systemd unit that watches an environment, and once after each boot renders its secrets and starts its services: memory is
 * empty then, and the engine's own restarts find services that wait for their files.
 */
public record BootUnit(Definition definition, Path launcher, Path workspace, String user, Path home) {

    /** The unit file's text. */
    public String text() {
        String confirm = definition.isProtected() ? " --confirm " + definition.name() : "";
        return """
                # Install: save as /etc/systemd/system/berth-%1$s.service, then
                #   systemctl daemon-reload && systemctl enable --now berth-%1$s
                # A watch that runs already has to end before: berth --env %1$s monitor stop
                # The secrets' key must be where %2$s has it: it is read at boot, with nobody to ask.
                [Unit]
                Description=Berth: %3$s
                Wants=docker.service network-online.target
                After=docker.service network-online.target
                StartLimitIntervalSec=0

                [Service]
                Type=exec
                User=%2$s
                Environment=HOME=%4$s
                ExecStart=%5$s --workspace %6$s --env %1$s --yes%7$s monitor run --up
                SuccessExitStatus=130 143
                Restart=on-failure
                RestartSec=30s
                KillMode=mixed
                TimeoutStopSec=60s

                [Install]
                WantedBy=multi-user.target
                """.formatted(
                definition.name(), user, definition.project(), home, quoted(launcher), quoted(workspace), confirm);
    }

    /** systemd splits at blanks and takes % for a specifier. */
    private static String quoted(Path path) {
        String text = path.toString().replace("%", "%%");
        return text.contains(" ") ? "\"" + text + "\"" : text;
    }
}
