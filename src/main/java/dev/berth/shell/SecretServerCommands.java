package dev.berth.shell;

import dev.berth.deployment.SecretServer;
import dev.berth.failure.ExitCode;
import dev.berth.secret.TrialServer;
import dev.berth.view.Document;
import dev.berth.view.Role;
import dev.berth.view.Sign;
import dev.berth.view.TextReport;
import dev.berth.view.Theme;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The verbs of {@code secrets server}: a local Vault for trying out. */
final class SecretServerCommands {
    private static final String SUMMARY = "Run a local Vault for trying out `provider: vault`";

    private SecretServerCommands() {}

    static List<Verb> verbs() {
        return List.of(
                start("secrets server start")
                        .example("secrets server start", "after a reboot, too: it unseals")
                        .example("secrets server start --env prod", "for one environment alone")
                        .runs(SecretServerCommands::start),
                start("secrets server").forPrograms().runs(SecretServerCommands::start),
                Verb.named("secrets server status", "Show whether the local Vault runs and is unsealed")
                        .detail("The exit code is 3 when it is not usable.")
                        .example("secrets server status", "address, process, log, where it stores")
                        .runs(SecretServerCommands::status),
                Verb.named("secrets server stop", "End the local Vault; what it stored stays")
                        .detail("Services that run go on with the secrets they have.")
                        .example("secrets server stop", "secrets server start goes on with the same secrets")
                        .writes()
                        .runs(SecretServerCommands::stop));
    }

    private static Verb.Builder start(String name) {
        return Verb.named(name, SUMMARY)
                .detail("For one machine, to see how an environment works with Vault or OpenBao; a production keeps its"
                        + " secrets on a server that others run. It stores in files, encrypted, and goes on when Berth ends. The"
                        + " first start initialises it; its unseal key is kept as the key of the embedded store is, readable by"
                        + " you alone. Every environment that names its address gets its mount, the policy that `secrets policy`"
                        + " prints, a login with nothing else, and the declared secrets that are missing; what is there stays."
                        + " The program is the one that BERTH_VAULT names, else vault or bao on the PATH, else what"
                        + " `scripts/vault` built.")
                .writes();
    }

    private static int start(Call call) {
        SecretServer.Started started = call.services()
                .deployments()
                .secretServer()
                .start(call.global().environment(), call.console().progress());
        Document document = document(started.status())
                .putRows(
                        "environments",
                        started.environments().stream()
                                .map(served -> Document.part()
                                        .put("environment", served.environment())
                                        .put("policy", served.policy())
                                        .put("newLogin", served.newLogin())
                                        .put("generated", served.generated())
                                        .put("byHand", served.byHand())
                                        .put("inLocal", served.inLocal()))
                                .toList());
        call.console().print(new TextReport(document, theme -> {
            List<String> lines = new ArrayList<>(lines(started.status(), theme));
            for (SecretServer.Served served : started.environments()) {
                lines.add("  %s: %s, policy %s%s"
                        .formatted(
                                served.environment(),
                                served.generated().isEmpty()
                                        ? "no secret generated"
                                        : served.generated().size() + " secrets generated",
                                served.policy(),
                                served.newLogin() ? ", a new login" : ""));
                if (!served.inLocal().isEmpty()) {
                    lines.add("    %d lie in the embedded store still: secrets import --from local --env %s"
                            .formatted(served.inLocal().size(), served.environment()));
                }
                if (!served.byHand().isEmpty()) {
                    lines.add("    set by hand: %s     (secrets set NAME --env %s)"
                            .formatted(String.join(", ", served.byHand()), served.environment()));
                }
            }
            lines.add("  Next: env switch " + started.environments().getFirst().environment());
            return lines;
        }));
        return ExitCode.OK.status();
    }

    private static int status(Call call) {
        TrialServer.Status status = call.services()
                .deployments()
                .secretServer()
                .status(call.global().environment());
        call.console().print(new TextReport(document(status), theme -> lines(status, theme)));
        return status.isUsable() ? ExitCode.OK.status() : ExitCode.UNHEALTHY.status();
    }

    private static int stop(Call call) {
        boolean ran =
                call.services().deployments().secretServer().stop(call.global().environment());
        call.console()
                .print(TextReport.sentence(
                        Document.create().put("stopped", ran),
                        ran ? "The local Vault has ended; what it stored stays." : "The local Vault was not running."));
        return ExitCode.OK.status();
    }

    private static Document document(TrialServer.Status status) {
        return Document.create()
                .put("address", status.address().toString())
                .put("running", status.processId().isPresent())
                .put("pid", status.processId().map(Long::intValue))
                .put("sealed", Optional.of(status.sealed()).filter(known -> status.answers()))
                .put("version", Optional.of(status.version()).filter(known -> status.answers()))
                .put("storage", status.storage().toString())
                .put("log", status.log().toString());
    }

    private static List<String> lines(TrialServer.Status status, Theme theme) {
        List<String> lines = new ArrayList<>();
        String process = status.processId().map(number -> ", process " + number).orElse("");
        if (status.isUsable()) {
            lines.add("%s Vault %s answers at %s%s"
                    .formatted(theme.sign(Sign.DONE), status.version(), status.address(), process));
        } else if (status.processId().isPresent()) {
            lines.add("%s the local Vault at %s %s%s"
                    .formatted(
                            theme.sign(Sign.FAILED),
                            status.address(),
                            status.answers() ? "is sealed" : "does not answer",
                            process));
            lines.add(theme.paint(Role.MUTED, "  secrets server start unseals it"));
        } else {
            lines.add("%s the local Vault does not run".formatted(theme.sign(Sign.FAILED)));
            lines.add(theme.paint(Role.MUTED, "  secrets server start starts it, with what it stored"));
        }
        lines.add("  storage %s".formatted(theme.text(status.storage().toString())));
        lines.add("  log     %s".formatted(theme.text(status.log().toString())));
        return lines;
    }
}
