package dev.berth.shell;

import dev.berth.deployment.RunRequest;
import dev.berth.deployment.StackOperations;
import dev.berth.deployment.SwitchReport;
import dev.berth.deployment.SwitchRequest;
import dev.berth.docker.Container;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.failure.Quoted;
import dev.berth.process.Program;
import dev.berth.view.Document;
import dev.berth.view.TextReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The verbs of {@code stack} that look at services and change what runs. */
final class StackCommands {
    private static final Parameter<List<String>> SERVICES =
            Parameter.any("SERVICE", "services by their Compose names; all where none is named", Suggestion.SERVICES);
    private static final Parameter<String> SERVICE =
            Parameter.required("SERVICE", "a service by its Compose name", Suggestion.SERVICES);
    private static final Parameter<List<String>> COMMAND =
            Parameter.verbatim("COMMAND", "the program and its arguments, taken as they are");
    private static final Parameter<List<String>> REPLICAS =
            Parameter.some("SERVICE=N", "how many containers a service is to have", Suggestion.SERVICES);
    private static final Option<Boolean> VOLUMES =
            Option.flag("volumes", "remove the volumes too: all data is lost").letter('v');
    private static final Option<Optional<Duration>> WAIT_TIMEOUT =
            Option.duration("wait-timeout", "how long services may take to become healthy");
    private static final Option<Optional<String>> USER =
            Option.text("user", "NAME", "run as this user of the container").letter('u');

    private StackCommands() {}

    static List<Verb> verbs() {
        List<Verb> verbs = new ArrayList<>(List.of(
                StatusCommand.verb(),
                Verb.named("stack up", "Bring the environment to what is defined, without making it the active one")
                        .with(WAIT_TIMEOUT)
                        .example("stack up --env staging", "in a scheduled job")
                        .writes()
                        .runs(StackCommands::up),
                Verb.named("stack down", "Stop and remove containers and networks; volumes stay")
                        .with(VOLUMES)
                        .example("stack down", "data stays, and is there again after stack up")
                        .example("stack down --volumes", "takes the project's name to be typed")
                        .example(
                                "stack down --volumes --env prod --yes --confirm prod --confirm acme-prod",
                                "in a script: one for the protection, one for the data")
                        .writes()
                        .runs(StackCommands::down),
                services(
                        "stack start",
                        "Start stopped services and wait until they are healthy",
                        (operations, request, call) -> operations.start(
                                request, call.approval(), call.console().progress())),
                services(
                        "stack stop",
                        "Stop services; their containers stay",
                        (operations, request, call) -> operations.stop(
                                request, call.approval(), call.console().progress())),
                services(
                        "stack restart",
                        "Restart services and wait until they are healthy",
                        (operations, request, call) -> operations.restart(
                                request, call.approval(), call.console().progress())),
                Verb.named("stack scale", "Change how many containers a service has, until the next switch")
                        .takes(REPLICAS)
                        .example("stack scale rest=3", "stores cannot be scaled")
                        .writes()
                        .runs(StackCommands::scale),
                Verb.named("stack exec", "Run a program in a service's container")
                        .takes(SERVICE)
                        .takes(COMMAND)
                        .with(USER)
                        .example("stack exec postgres df -h", "options after the service are the program's")
                        .writes()
                        .runs(StackCommands::exec)));
        verbs.add(UpgradeCommand.verb());
        verbs.add(TopCommand.verb());
        verbs.add(LogsCommands.verb("stack logs"));
        verbs.add(EventsCommand.verb());
        verbs.add(LimitsCommand.verb());
        return verbs;
    }

    private static int up(Call call) {
        SwitchReport report = call.services()
                .deployments()
                .environmentSwitch()
                .run(
                        call.environment(),
                        new SwitchRequest(call.typed(), false, false, call.get(WAIT_TIMEOUT)),
                        call.approval(),
                        call.console().progress());
        StatusCommand.lookAgain(call, call.environment());
        call.console().print(EnvironmentCommands.report(report, "is up"));
        return ExitCode.OK.status();
    }

    private static int down(Call call) {
        String environment = call.environment();
        boolean volumes = call.get(VOLUMES);
        StackOperations.TakenDown done = operations(call)
                .down(
                        request(call, List.of()),
                        volumes,
                        call.approval(),
                        call.console().progress());
        StatusCommand.lookAgain(call, environment);
        if (!done.volumes().isEmpty()) {
            call.services().volumeMemory().forget(call.services().environments().stack(environment), done.volumes());
        }
        call.console()
                .print(TextReport.sentence(
                        Document.about(environment)
                                .put("volumesRemoved", volumes)
                                .put("volumes", done.volumes())
                                .put(
                                        "nameless",
                                        done.nameless().stream()
                                                .map(volume -> Document.part()
                                                        .put("service", volume.service())
                                                        .put("target", volume.target())
                                                        .put("volume", volume.volume()))
                                                .toList())
                                .put("left", done.left())
                                .put("backups", done.backups()),
                        "%s is down; %s".formatted(environment, volumes ? whatStays(done) : "its volumes stay.")));
        return ExitCode.OK.status();
    }

    private static String whatStays(StackOperations.TakenDown done) {
        String journal =
                "its data is gone; the history of what was done stays, in the volume %s behind the container %s"
                        .formatted(done.journal().volume(), done.journal().container());
        return done.backups()
                        .map(volume -> "%s, and its backups stay, in %s".formatted(journal, volume))
                        .orElse(journal)
                + ". To let go of that too: docker rm %s && docker volume rm %s%s"
                        .formatted(
                                done.journal().container(),
                                done.journal().volume(),
                                done.backups().map(volume -> " " + volume).orElse(""));
    }

    /** What is done to some services. */
    private interface Work {
        void run(StackOperations operations, RunRequest request, Call call);
    }

    private static Verb services(String name, String summary, Work work) {
        return Verb.named(name, summary)
                .takes(SERVICES)
                .example(name, "all services")
                .example(name + " rest", "one of them")
                .writes()
                .runs(call -> {
                    work.run(operations(call), request(call, call.get(SERVICES)), call);
                    StatusCommand.lookAgain(call, call.environment());
                    return ExitCode.OK.status();
                });
    }

    private static int scale(Call call) {
        Map<String, Integer> replicas = new LinkedHashMap<>();
        for (String word : call.get(REPLICAS)) {
            int equals = word.indexOf('=');
            String number = word.substring(equals + 1);
            if (equals < 1
                    || number.isEmpty()
                    || number.length() > 4
                    || !number.chars().allMatch(Character::isDigit)) {
                throw new BerthException(
                        ErrorCode.USAGE,
                        "%s is not SERVICE=N".formatted(Quoted.word(word)),
                        "Such as: stack scale rest=3");
            }
            String service = word.substring(0, equals);
            if (replicas.put(service, Integer.parseInt(number)) != null) {
                throw new BerthException(
                        ErrorCode.USAGE,
                        "%s is given two numbers".formatted(Quoted.word(service)),
                        "Name each service once: stack scale rest=3");
            }
        }
        operations(call)
                .scale(
                        request(call, List.copyOf(replicas.keySet())),
                        replicas,
                        call.approval(),
                        call.console().progress());
        StatusCommand.lookAgain(call, call.environment());
        return ExitCode.OK.status();
    }

    private static int exec(Call call) {
        Services services = call.services();
        String environment = call.environment();
        Stack stack = services.environments().stack(environment);
        call.approval().require(environment, stack.isProtected());
        Container container = services.deployments().stack().container(environment, call.get(SERVICE));
        call.approval()
                .confirm(
                        environment,
                        stack.isProtected(),
                        List.of(String.join(" ", call.get(COMMAND)) + " runs in " + container.name()));
        List<String> words = new ArrayList<>(List.of("docker", "exec", "-i"));
        if (call.console().capabilities().fullScreen()) {
            words.add("-t");
        }
        call.get(USER).ifPresent(user -> words.addAll(List.of("-u", user)));
        words.add(container.id());
        words.addAll(call.get(COMMAND));
        call.console().output().flush();
        return services.programs()
                .runAttached(new Program(words, stack.engine().programVariables(), null, Duration.ofDays(365)));
    }

    private static StackOperations operations(Call call) {
        return call.services().deployments().stack();
    }

    private static RunRequest request(Call call, List<String> services) {
        return new RunRequest(call.environment(), call.typed(), services);
    }
}
