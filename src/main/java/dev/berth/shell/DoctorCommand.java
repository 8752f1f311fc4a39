package dev.berth.shell;

import dev.berth.docker.Engine;
import dev.berth.docker.EngineInfo;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.view.Amounts;
import dev.berth.view.Capabilities;
import dev.berth.view.DisplayWidth;
import dev.berth.view.Document;
import dev.berth.view.Role;
import dev.berth.view.Sign;
import dev.berth.view.TextReport;
import dev.berth.view.Theme;
import dev.berth.workspace.Problem;
import dev.berth.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code doctor}: checks everything that Berth needs, and says what to do about what is missing. */
final class DoctorCommand {
    private static final int JAVA = 25;

    private DoctorCommand() {}

    /** One thing that was looked at. */
    private record Check(String name, boolean ok, String message, String hint) {}

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
        Services services = found.orElseGet(
                () -> call.session().services(new Workspace(call.session().folder())));
        checks.add(check("engine", () -> engine(services)));
        checks.add(check("compose", () -> "Docker Compose " + services.compose().version()));
        found.ifPresent(each -> environments(each, checks));
        Document document = Document.create()
                .putRows(
                        "checks",
                        checks.stream()
                                .map(check -> Document.part()
                                        .put("name", check.name())
                                        .put("ok", check.ok())
                                        .put("message", check.message())
                                        .put("hint", check.hint()))
                                .toList());
        call.console().print(new TextReport(document, theme -> lines(checks, theme)));
        return checks.stream().allMatch(Check::ok) ? ExitCode.OK.status() : ExitCode.FAILURE.status();
    }

    private static Check java() {
        Runtime.Version version = Runtime.version();
        boolean ok = version.feature() >= JAVA;
        return new Check(
                "java", ok, "Java " + version, ok ? "" : "Install JDK %d, and run ./quickstart again.".formatted(JAVA));
    }

    private static Check terminal(Capabilities capabilities) {
        if (!capabilities.output().unicode()) {
            return new Check(
                    "terminal", true, "ASCII only: the locale is not UTF-8", "export LANG=C.UTF-8 for all characters");
        }
        return new Check(
                "terminal",
                true,
                capabilities.fullScreen() ? "a terminal with prompt and board" : "not a terminal: no prompt, no board",
                "");
    }

    private static Optional<Services> workspace(Call call, List<Check> checks) {
        try {
            Services services = call.services();
            checks.add(new Check("workspace", true, services.workspace().root().toString(), ""));
            return Optional.of(services);
        } catch (BerthException e) {
            checks.add(failed("workspace", e));
            return Optional.empty();
        }
    }

    private static String engine(Services services) {
        Engine engine = services.environments()
                .engine(services.engines().resolve(Optional.empty(), Optional.empty()));
        EngineInfo info = engine.info();
        return "Docker %s at %s (%s, %d CPUs, %s, cgroup v%d%s)"
                .formatted(
                        info.version(),
                        engine.address().host(),
                        info.operatingSystem(),
                        info.cpus(),
                        Amounts.bytes(info.memoryBytes()),
                        info.cgroupVersion(),
                        info.rootless() ? ", rootless" : "");
    }

    private static void environments(Services services, List<Check> checks) {
        for (String name : services.definitions().names()) {
            checks.add(check("environment " + name, () -> {
                List<Problem> problems = services.environments().problems(name);
                if (!problems.isEmpty()) {
                    throw new BerthException(
                            ErrorCode.DEFINITION_INVALID,
                            problems.getFirst().file() + ": " + problems.getFirst().message(),
                            "env validate " + name);
                }
                return services.environments().definition(name).isProtected() ? "valid, protected" : "valid";
            }));
        }
    }

    private static Check check(String name, Supplier<String> work) {
        try {
            return new Check(name, true, work.get(), "");
        } catch (BerthException e) {
            return failed(name, e);
        }
    }

    private static Check failed(String name, BerthException e) {
        return new Check(name, false, e.getMessage(), Optional.ofNullable(e.hint()).orElse(""));
    }

    private static List<String> lines(List<Check> checks, Theme theme) {
        int columns = checks.stream().mapToInt(check -> check.name().length()).max().orElse(0) + 2;
        List<String> lines = new ArrayList<>();
        for (Check check : checks) {
            lines.add(theme.sign(check.ok() ? Sign.DONE : Sign.FAILED) + " "
                    + DisplayWidth.padRight(check.name(), columns) + theme.text(check.message()));
            if (!check.hint().isEmpty()) {
                check.hint()
                        .lines()
                        .forEach(hint -> lines.add(" ".repeat(columns + 2) + theme.paint(Role.MUTED, theme.text(hint))));
            }
        }
        return lines;
    }
}
