package dev.berth.shell;

import dev.berth.backup.UpgradePlan;
import dev.berth.deployment.RunRequest;
import dev.berth.deployment.StackUpgrade;
import dev.berth.deployment.SwitchReport;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.view.Document;
import dev.berth.view.TextReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code stack upgrade}: to newer images, back from them, or on without a way back. */
final class UpgradeCommand {
    private static final Parameter<List<String>> SERVICES = Parameter.any(
            "SERVICE", "services whose images are fetched anew; all where none is named", Suggestion.SERVICES);
    private static final Option<Boolean> UNDO =
            Option.flag("undo", "put back what ran before the last upgrade, and its data of then");
    private static final Option<Boolean> ACCEPT =
            Option.flag("accept", "remove what was kept for the way back, and free its room");
    private static final Option<Optional<Duration>> WAIT_TIMEOUT =
            Option.duration("wait-timeout", "how long services may take to become healthy");

    private UpgradeCommand() {}

    static Verb verb() {
        return Verb.named("stack upgrade", "Fetch newer images and switch to them, with a way back")
                .detail(
                        "Images are pulled, or built anew, and the environment is switched to them. Where an image brings another"
                                + " major version of PostgreSQL, a backup is made, the database is stopped, a copy of its data is brought to"
                                + " the new version beside it, checked, and put in its place; the old data stays beside until --accept.")
                .takes(SERVICES)
                .with(UNDO, ACCEPT, WAIT_TIMEOUT)
                .example("stack upgrade", "everything that there is newer images of")
                .example("stack upgrade postgres", "after its image became another one in the Compose file")
                .example("stack upgrade --undo", "it was a mistake: what ran before runs again")
                .example("stack upgrade --accept", "all is well: the data of before may go")
                .writes()
                .runs(UpgradeCommand::run);
    }

    private static int run(Call call) {
        boolean undo = call.get(UNDO);
        boolean accept = call.get(ACCEPT);
        if ((undo && accept) || ((undo || accept) && !call.get(SERVICES).isEmpty())) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "services, --undo and --accept exclude each other",
                    "usage: stack upgrade [SERVICE…] | --undo | --accept");
        }
        int status = undo ? undo(call) : accept ? accept(call) : upgrade(call);
        StatusCommand.lookAgain(call, call.environment());
        return status;
    }

    private static int upgrade(Call call) {
        SwitchReport report = operations(call)
                .run(
                        request(call, call.get(SERVICES)),
                        call.get(WAIT_TIMEOUT),
                        call.approval(),
                        call.console().progress());
        call.console().print(EnvironmentCommands.report(report, "is upgraded"));
        return ExitCode.OK.status();
    }

    private static int undo(Call call) {
        Optional<UpgradePlan> undone = operations(call)
                .undo(request(call, List.of()), call.approval(), call.console().progress());
        call.console()
                .print(TextReport.sentence(
                        Document.about(call.environment()).put("undone", undone.map(UpgradePlan::id)),
                        "%s runs what ran before its last upgrade.".formatted(call.environment())));
        return ExitCode.OK.status();
    }

    private static int accept(Call call) {
        List<String> accepted = operations(call)
                .accept(
                        request(call, List.of()),
                        call.approval(),
                        call.console().progress());
        call.console()
                .print(TextReport.sentence(
                        Document.about(call.environment()).put("accepted", accepted),
                        "The last upgrade of %s is accepted: what ran before is gone.".formatted(call.environment())));
        return ExitCode.OK.status();
    }

    private static StackUpgrade operations(Call call) {
        return call.services().deployments().upgrade();
    }

    private static RunRequest request(Call call, List<String> services) {
        return new RunRequest(call.environment(), call.typed(), services);
    }
}
