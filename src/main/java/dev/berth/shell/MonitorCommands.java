package dev.berth.shell;

import dev.berth.deployment.BootUnit;
import dev.berth.failure.ExitCode;
import java.nio.file.Path;
import java.util.List;

/** The verbs of {@code monitor}. */
final class MonitorCommands {
    private MonitorCommands() {}

    static List<Verb> verbs() {
        return List.of(Verb.named(
                        "monitor unit", "Print a systemd unit that renders secrets and starts services at boot")
                .detail(
                        "Rendered secrets lie in memory, so they are gone after a reboot; services wait for them. The unit"
                                + " renders them and starts what does not start by itself, as the user who prints it.")
                .example("monitor unit --env prod | sudo tee /etc/systemd/system/berth-prod.service", "install it")
                .runs(MonitorCommands::unit));
    }

    private static int unit(Call call) {
        Services services = call.services();
        Path launcher = services.installation().toAbsolutePath().normalize().resolve(Path.of("bin", "berth"));
        BootUnit unit = new BootUnit(
                services.environments().definition(call.environment()),
                launcher,
                services.workspace().root(),
                System.getProperty("user.name", "root"),
                Path.of(System.getProperty("user.home", "/root")));
        call.console().output().print(unit.text());
        return ExitCode.OK.status();
    }
}
