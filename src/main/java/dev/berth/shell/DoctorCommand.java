package dev.berth.shell;

import dev.berth.deployment.Doctor.Check;
import dev.berth.docker.Engine;
import dev.berth.failure.BerthException;
import dev.berth.failure.ExitCode;
import dev.berth.view.Capabilities;
import dev.berth.view.DisplayWidth;
import dev.berth.view.Document;
import dev.berth.view.Folding;
import dev.berth.view.Role;
import dev.berth.view.Sign;
import dev.berth.view.TextReport;
import dev.berth.view.Theme;
import dev.berth.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code doctor}: checks everything that Berth needs, and says what to do about what is missing. */
final class DoctorCommand {
    private static final int JAVA = 25;

    private DoctorCommand() {}

    static List<Verb> verbs() {
        return List.of(Verb.named("doctor", "Check what Berth needs on this machine and in this workspace")
                .detail("Changes nothing. The exit code is 1 when something is not as it should be.")
                .example("doctor", "first thing to run when something does not work")
                .runs(DoctorCommand::run));
    }

    private static int run(Call call) {
        List<Check> checks = new ArrayList<>();
        checks.add(java());
        checks.add(terminal(call.console().capabilities()));
        Optional<Services> found = workspace(call, checks);
        found.ifPresentOrElse(
                services -> checks.addAll(services.deployments().doctor().examine()),
                () -> checks.add(engine(
                        call.session().services(new Workspace(call.session().folder())))));
        checks.replaceAll(check -> advised(call, check));
        Document document = Document.create()
                .putRows(
                        "checks",
                        checks.stream()
                                .map(check -> Document.part()
                                        .put("name", check.name())
                                        .put("ok", check.ok())
                                        .put("required", check.required())
                                        .put("message", check.message())
                                        .put("hint", check.hint().orElse("")))
                                .toList());
        call.console().print(new TextReport(document, theme -> lines(checks, theme)));
        return checks.stream().allMatch(Check::isGoodEnough) ? ExitCode.OK.status() : ExitCode.FAILURE.status();
    }

    /** What is advised about an environment is to act on that one; its name begins the check's. */
    private static Check advised(Call call, Check check) {
        int end = check.name().indexOf(':');
        return end < 0
                ? check
                : new Check(
                        check.name(),
                        check.ok(),
                        check.required(),
                        check.message(),
                        check.hint()
                                .map(hint -> call.shell()
                                        .advice(call.global(), check.name().substring(0, end), hint)));
    }

    private static Check java() {
        Runtime.Version version = Runtime.version();
        boolean ok = version.feature() >= JAVA;
        return new Check(
                "java",
                ok,
                "Java " + version,
                ok ? Optional.empty() : Optional.of("Install JDK %d, and run ./quickstart again.".formatted(JAVA)));
    }

    private static Check terminal(Capabilities capabilities) {
        if (!capabilities.output().unicode()) {
            return new Check(
                    "terminal",
                    true,
                    "ASCII only: the locale is not UTF-8",
                    Optional.of("export LANG=C.UTF-8 for all characters"));
        }
        return new Check(
                "terminal",
                true,
                capabilities.fullScreen() ? "a terminal with prompt and board" : "not a terminal: no prompt, no board",
                Optional.empty());
    }

    private static Optional<Services> workspace(Call call, List<Check> checks) {
        try {
            Services services = call.services();
            checks.add(new Check("workspace", true, services.workspace().root().toString(), Optional.empty()));
            return Optional.of(services);
        } catch (BerthException e) {
            checks.add(new Check("workspace", false, e.getMessage(), Optional.ofNullable(e.hint())));
            return Optional.empty();
        }
    }

    /** Without a workspace no environment says which engine is meant: the user's own. */
    private static Check engine(Services services) {
        try {
            Engine engine =
                    services.environments().engine(services.engines().resolve(Optional.empty(), Optional.empty()));
            return new Check(
                    "engine",
                    true,
                    "%s at %s"
                            .formatted(engine.info().version(), engine.address().host()),
                    Optional.empty());
        } catch (BerthException e) {
            return new Check("engine", false, e.getMessage(), Optional.ofNullable(e.hint()));
        }
    }

    private static List<String> lines(List<Check> checks, Theme theme) {
        int columns =
                checks.stream().mapToInt(check -> check.name().length()).max().orElse(0) + 2;
        List<String> lines = new ArrayList<>();
        for (Check check : checks) {
            lines.addAll(Folding.hanging(
                    theme.sign(check.ok() ? Sign.DONE : check.required() ? Sign.FAILED : Sign.STOPPED) + " "
                            + DisplayWidth.padRight(check.name(), columns),
                    theme.text(check.message()),
                    theme));
            check.hint().stream()
                    .flatMap(String::lines)
                    .forEach(hint -> lines.add(" ".repeat(columns + 2) + theme.paint(Role.MUTED, theme.text(hint))));
        }
        return lines;
    }
}
