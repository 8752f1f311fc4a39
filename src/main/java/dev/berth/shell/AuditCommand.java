package dev.berth.shell;

import dev.berth.audit.Audit;
import dev.berth.failure.ExitCode;
import dev.berth.view.AuditReport;

/** {@code env audit}: what a running environment lacks of what should protect it. */
final class AuditCommand {
    private AuditCommand() {}

    static Verb verb() {
        return Verb.named("env audit", "Check how what runs is protected, and say what it lacks")
                .takes(EnvironmentCommands.OPTIONAL_NAME)
                .detail("""
                        Every container is looked at as its engine has it, whoever started it: users, file systems, capabilities, \
                        mounts, ceilings, health checks, images, networks; then secrets, which are never shown, and for a protected \
                        environment its backups. Nothing is changed. The exit code is 1 when something is found. \
                        docs/audit.md has the list, with reasons.""")
                .example("env audit prod", "each finding with its remedy")
                .example("env audit prod --format json", "for a program: findings is empty when there is none")
                .runs(AuditCommand::run);
    }

    private static int run(Call call) {
        Audit audit = call.services().deployments().audit().of(EnvironmentCommands.named(call));
        call.console().print(new AuditReport(audit));
        return audit.passed() ? ExitCode.OK.status() : ExitCode.FAILURE.status();
    }
}
