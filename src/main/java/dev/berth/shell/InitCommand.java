package dev.berth.shell;

import dev.berth.docker.ComposeModel;
import dev.berth.docker.ComposeProject;
import dev.berth.environment.RecognisedKinds;
import dev.berth.failure.ExitCode;
import dev.berth.view.Document;
import dev.berth.view.TextReport;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.WorkspaceInitializer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code init}: makes a folder a workspace. */
final class InitCommand {
    private static final Parameter<Optional<String>> FOLDER =
            Parameter.optional("DIR", "the folder; the current one where none is named", Suggestion.FILES);
    private static final Option<List<String>> FROM = Option.texts(
                    "from",
                    "FILE",
                    "work with an existing compose file, which stays where and as it is; may be repeated")
            .suggesting(Suggestion.FILES);

    private InitCommand() {}

    static List<Verb> verbs() {
        return List.of(Verb.named("init", "Make a folder a workspace")
                .takes(FOLDER)
                .with(FROM)
                .detail("Without --from it gets the reference stack: environments, compose files, secret templates and"
                        + " migrations. With --from it gets environments/dev.yaml around that compose project, under the name"
                        + " that Compose gives it, so that a running stack is adopted. One file brings those that Compose reads with it: what COMPOSE_FILE"
                        + " in .env lists, else its override. Services with a well-known image of PostgreSQL, Redis,"
                        + " PgBouncer or PostgREST get that kind. Nothing that is there is overwritten.")
                .example("init acme", "the reference stack")
                .example("init --from compose.yaml .", "a compose project as it is")
                .example(
                        "init --from base.yaml --from prod.yaml .",
                        "one of several files, in the order that Compose gets them")
                .writes()
                .runs(InitCommand::run));
    }

    private static int run(Call call) {
        Path base = call.session().folder();
        Path folder = base.resolve(call.get(FOLDER).orElse("")).toAbsolutePath().normalize();
        WorkspaceInitializer initializer = new WorkspaceInitializer(folder);
        List<Path> from = call.get(FROM).stream()
                .map(file -> base.resolve(file).toAbsolutePath().normalize())
                .toList();
        Services services = call.session().services(new Workspace(folder));
        Workspace workspace = from.isEmpty()
                ? initializer.fromInstallation(services.installation())
                : around(from, initializer, services);
        String next = folder.equals(base.toAbsolutePath().normalize()) ? "" : "cd %s && ".formatted(folder);
        call.console()
                .print(TextReport.sentence(
                        Document.create().put("workspace", workspace.root().toString()),
                        "%s is a workspace now.%nNext: %sberth env plan dev".formatted(workspace.root(), next)));
        return ExitCode.OK.status();
    }

    private static Workspace around(List<Path> named, WorkspaceInitializer initializer, Services services) {
        List<Path> files = WorkspaceInitializer.composeFiles(named);
        ComposeModel model = model(services, files);
        return initializer.aroundCompose(files, model.name(), RecognisedKinds.of(model));
    }

    private static ComposeModel model(Services services, List<Path> files) {
        return services.compose()
                .config(new ComposeProject(
                        Optional.empty(),
                        files,
                        Optional.empty(),
                        List.of(),
                        services.engines().resolve(Optional.empty(), Optional.empty())));
    }
}
