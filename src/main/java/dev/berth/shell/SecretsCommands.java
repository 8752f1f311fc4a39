package dev.berth.shell;

import dev.berth.delivery.SecretDelivery;
import dev.berth.deployment.Plan;
import dev.berth.deployment.SecretInspection;
import dev.berth.deployment.SecretOperations;
import dev.berth.deployment.SecretSync;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.view.Amounts;
import dev.berth.view.Document;
import dev.berth.view.Role;
import dev.berth.view.Table;
import dev.berth.view.TextReport;
import dev.berth.view.Theme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The verbs of {@code secrets}. Values come in by prompt, standard input or file, and go out only where they are asked for. */
final class SecretsCommands {
    private static final int LEASE_COLUMN = 4;
    private static final Parameter<String> NAME =
            Parameter.required("NAME", "a secret's name, such as postgres.app", Suggestion.SECRETS);
    private static final Option<Optional<String>> FILE = Option.text(
                    "file", "FILE", "take the value from a file, byte for byte; - is standard input")
            .letter('f')
            .suggesting(Suggestion.FILES);
    /** Who is given a database login of its own. */
    private static final String PSQL = "db psql";

    /** So many names are taken in at a glance. */
    private static final int HANDFUL = 5;

    private static final Option<Boolean> REVEAL = Option.flag("reveal", "print the value itself");

    private static final Parameter<Optional<String>> ENVIRONMENT =
            Parameter.optional("NAME", "an environment; the active one where none is named", Suggestion.ENVIRONMENTS);
    private static final Option<Optional<Integer>> ENGINE_VERSION =
            Option.number("kv", "1|2", "the version of the key-value engine; 2 where none is given");

    private SecretsCommands() {}

    static List<Verb> verbs() {
        List<Verb> verbs = new ArrayList<>(List.of(
                Verb.named("secrets sync", "Generate and render what is missing or changed; services take it up")
                        .detail(
                                "Exactly the services that use a changed secret reload or restart; unchanged, none does.")
                        .example("secrets sync", "after a reboot, too")
                        .writes()
                        .runs(SecretsCommands::sync),
                Verb.named("secrets list", "List the declared secrets, never their values")
                        .detail(
                                "Secrets of a key-value engine have no lease. Where secrets.vault.database is defined, the login is"
                                        + " listed, too, that db psql is given for each session, with how long it is leased for if"
                                        + " Berth's login may read the role.")
                        .example("secrets list", "with version, age, consumers, and where each lies")
                        .runs(SecretsCommands::list),
                Verb.named("secrets diff", "Show what a sync would change, and change nothing")
                        .example("secrets diff --env prod", "versions, never values")
                        .runs(SecretsCommands::diff),
                Verb.named("secrets check", "Find secrets that run in another version than is stored")
                        .example("secrets check", "exit code 10 when there are any")
                        .runs(SecretsCommands::check),
                Verb.named("secrets set", "Store a new version of a secret")
                        .takes(NAME)
                        .with(FILE)
                        .detail(
                                "The value is asked for without being shown, or comes from standard input or a file; one line end"
                                        + " at the end of standard input is dropped. Services take it up at the next sync.")
                        .example("secrets set smtp.password", "asks")
                        .example("secrets set tls.key --file key.pem", "byte for byte")
                        .writes()
                        .confidential()
                        .runs(SecretsCommands::set),
                Verb.named("secrets get", "Print one secret")
                        .takes(NAME)
                        .with(REVEAL)
                        .example("secrets get postgres.app --reveal", "the value alone")
                        .runs(SecretsCommands::get),
                Verb.named("secrets generate", "Generate every declared secret that is not stored")
                        .example("secrets generate", "services take them up at the next sync")
                        .writes()
                        .runs(SecretsCommands::generate),
                Verb.named("secrets rotate", "Replace a secret by a newly generated one, and sync")
                        .takes(NAME)
                        .example("secrets rotate postgres.app", "its consumers take it up at once")
                        .writes()
                        .runs(SecretsCommands::rotate)));
        verbs.add(Verb.named("secrets policy", "Print the least that Vault must allow for an environment")
                .takes(ENVIRONMENT)
                .with(ENGINE_VERSION)
                .detail("It is computed from the files alone; nobody is asked, and nothing is changed.")
                .example("secrets policy prod | vault policy write berth-prod -", "one rule a secret, no wildcards")
                .runs(SecretsCommands::policy));
        verbs.add(SecretImportCommand.verb());
        verbs.addAll(SecretServerCommands.verbs());
        verbs.addAll(SecretKeyCommands.verbs());
        return verbs;
    }

    static SecretOperations operations(Call call) {
        return call.services().deployments().secrets();
    }

    private static SecretInspection inspection(Call call) {
        return call.services().deployments().secretInspection();
    }

    private static int policy(Call call) {
        int version = call.get(ENGINE_VERSION).orElse(2);
        if (version != 1 && version != 2) {
            throw new BerthException(
                    ErrorCode.USAGE, "there is no key-value engine of version " + version, "--kv 1 or --kv 2");
        }
        String environment = call.get(ENVIRONMENT).orElseGet(call::environment);
        String policy = operations(call).policy(environment, version);
        call.console()
                .print(new TextReport(
                        Document.about(environment).put("policy", policy),
                        theme -> policy.lines().toList()));
        return ExitCode.OK.status();
    }

    private static int sync(Call call) {
        SecretSync.Synced synced = call.services()
                .deployments()
                .secretSync()
                .sync(
                        call.environment(),
                        call.typed(),
                        call.approval(),
                        call.console().progress());
        return report(call, synced);
    }

    private static int rotate(Call call) {
        SecretSync.Synced synced = call.services()
                .deployments()
                .secretSync()
                .rotate(
                        call.environment(),
                        call.get(NAME),
                        call.typed(),
                        call.approval(),
                        call.console().progress());
        return report(call, synced);
    }

    private static int report(Call call, SecretSync.Synced synced) {
        Document document = Document.about(call.environment())
                .put("rendered", synced.rendered())
                .put("services", synced.takenUp());
        call.console()
                .print(TextReport.sentence(
                        document,
                        synced.takenUp().isEmpty()
                                ? "%s: %s; no service had to take anything up."
                                        .formatted(call.environment(), synced.rendered())
                                : "%s: %s; taken up by %s."
                                        .formatted(
                                                call.environment(),
                                                synced.rendered(),
                                                String.join(", ", synced.takenUp()))));
        if (synced.keyIsNew()) {
            call.console()
                    .notice(
                            "A key was made that opens the secrets of %s. Whoever loses it loses them: secrets key export"
                                            .formatted(call.environment())
                                    + " prints it for a safe place.");
        }
        return ExitCode.OK.status();
    }

    private static int list(Call call) {
        String environment = call.environment();
        SecretInspection.Listing listing = inspection(call).list(environment);
        // Only a login that is made for each session has a lease.
        boolean leases = listing.login().isPresent();
        List<Table.Column> columns = new ArrayList<>(List.of(
                Table.Column.words("SECRET").cuts(24),
                Table.Column.words("STATE"),
                Table.Column.numbers("VERSION"),
                Table.Column.numbers("AGE"),
                Table.Column.words("CONSUMERS").folds(),
                Table.Column.words("SOURCE").folds().leaves(1)));
        if (leases) {
            columns.add(LEASE_COLUMN, Table.Column.numbers("LEASE"));
        }
        Table table = new Table(columns.toArray(Table.Column[]::new));
        List<Document> rows = new ArrayList<>();
        for (SecretInspection.Listed secret : listing.secrets()) {
            Role role = switch (secret.state()) {
                case CURRENT -> Role.GOOD;
                case STALE -> Role.WARNING;
                case MISSING -> Role.BAD;
            };
            List<Table.Cell> cells = new ArrayList<>(List.of(
                    Table.Cell.of(secret.name()),
                    new Table.Cell(Document.constant(secret.state()), role),
                    Table.Cell.of(secret.version().map(String::valueOf).orElse("–")),
                    Table.Cell.of(secret.age().map(Amounts::duration).orElse("–")),
                    Table.Cell.of(String.join(", ", secret.consumers())),
                    Table.Cell.of(secret.source())));
            if (leases) {
                cells.add(LEASE_COLUMN, Table.Cell.of("–"));
            }
            table.row(cells.toArray(Table.Cell[]::new));
            rows.add(Document.part()
                    .put("name", secret.name())
                    .put("provider", secret.provider())
                    .put("version", secret.version())
                    .put("updatedAt", secret.updatedAt())
                    .put("ageSeconds", secret.age().map(Duration::toSeconds))
                    .put("consumers", secret.consumers())
                    .put("source", secret.source())
                    .put("state", secret.state()));
        }
        Document document = Document.about(environment).putRows("secrets", rows);
        listing.login().ifPresent(login -> {
            table.row(
                    login.role(),
                    "per session",
                    "–",
                    "–",
                    login.lasts().map(Amounts::duration).orElse("unknown"),
                    PSQL,
                    login.source());
            document.put(
                    "leasedLogins",
                    List.of(Document.part()
                            .put("role", login.role())
                            .put("leaseSeconds", login.lasts().map(Duration::toSeconds))
                            .put("consumers", List.of(PSQL))
                            .put("source", login.source())));
        });
        call.console().print(TextReport.table(document, table, environment + " declares no secret."));
        return ExitCode.OK.status();
    }

    private static int diff(Call call) {
        String environment = call.environment();
        List<Plan.SecretChange> changes = inspection(call).diff(environment);
        boolean changed = changes.stream().anyMatch(change -> change.action() != Plan.SecretAction.KEEP);
        Document document = Document.about(environment)
                .putRows(
                        "secrets",
                        changes.stream()
                                .map(change -> Document.part()
                                        .put("name", change.name())
                                        .put("change", change.action())
                                        .put("from", change.from())
                                        .put("to", change.to()))
                                .toList())
                .put("changed", changed);
        call.console().print(new TextReport(document, theme -> lines(environment, changes, theme)).advising());
        return ExitCode.OK.status();
    }

    private static List<String> lines(String environment, List<Plan.SecretChange> changes, Theme theme) {
        List<String> lines = new ArrayList<>(List.of(theme.paint(Role.STRONG, environment)));
        int kept = 0;
        for (Plan.SecretChange change : changes) {
            String from = change.from().map(version -> "v" + version).orElse("");
            String to = change.to().map(version -> "v" + version).orElse("");
            switch (change.action()) {
                case ADD -> lines.add(theme.paint(Role.GOOD, "  + ") + "%-28s %s".formatted(change.name(), to));
                case CHANGE ->
                    lines.add(theme.paint(Role.WARNING, "  ~ ")
                            + "%-28s %s%s%s".formatted(change.name(), from, theme.arrow(), to));
                case REMOVE -> lines.add(theme.paint(Role.BAD, "  - ") + change.name());
                case KEEP -> kept++;
            }
        }
        lines.add("  = %d unchanged".formatted(kept));
        lines.add(
                kept == changes.size()
                        ? "Everything that runs is what is stored."
                        : "Nothing was changed. Apply with: secrets sync");
        return lines;
    }

    private static int check(Call call) {
        String environment = call.environment();
        List<SecretDelivery.Drift> drift = inspection(call).check(environment);
        Table table = new Table(
                Table.Column.words("SECRET").cuts(24), Table.Column.numbers("RUNNING"), Table.Column.numbers("STORED"));
        List<Document> rows = new ArrayList<>();
        for (SecretDelivery.Drift each : drift) {
            Optional<Integer> running = Optional.of(each.running()).filter(version -> version > 0);
            Optional<Integer> stored = Optional.of(each.stored()).filter(version -> version > 0);
            table.row(
                    each.name(),
                    running.map(version -> "v" + version).orElse("–"),
                    stored.map(version -> "v" + version).orElse("–"));
            rows.add(Document.part()
                    .put("name", each.name())
                    .put("running", running)
                    .put("stored", stored));
        }
        call.console()
                .print(TextReport.table(
                        Document.about(environment).putRows("drift", rows),
                        table,
                        "%s runs with the secrets that are stored.".formatted(environment)));
        return drift.isEmpty() ? ExitCode.OK.status() : ExitCode.CHANGES_PENDING.status();
    }

    private static int set(Call call) throws Exception {
        String environment = call.environment();
        String name = call.get(NAME);
        // Before anybody types a value.
        operations(call).requireDeclared(environment, name);
        int version = operations(call)
                .set(
                        environment,
                        name,
                        SecretInput.read(call, call.get(FILE), "Value of %s: ".formatted(name)),
                        call.approval());
        call.console()
                .print(TextReport.sentence(
                        Document.about(environment)
                                .put("name", name)
                                .put("version", Optional.of(version).filter(number -> number > 0)),
                        "%s is %s in %s. Services take it up with: secrets sync"
                                .formatted(name, version > 0 ? "v" + version : "stored", environment)));
        return ExitCode.OK.status();
    }

    private static int get(Call call) {
        String name = call.get(NAME);
        if (!call.get(REVEAL)) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "a secret's value is printed only when that is said",
                    "secrets get %s --reveal, or secrets list for everything but the value.".formatted(name));
        }
        String value = operations(call).get(call.environment(), name).reveal();
        call.console()
                .print(new TextReport(
                        Document.about(call.environment()).put("name", name).put("value", value),
                        theme -> List.of(value)));
        return ExitCode.OK.status();
    }

    private static int generate(Call call) {
        List<String> generated = operations(call)
                .generate(call.environment(), call.approval(), call.console().progress());
        call.console()
                .print(new TextReport(
                                Document.about(call.environment()).put("generated", generated),
                                theme -> lines(generated).stream()
                                        .map(theme::text)
                                        .toList())
                        .advising());
        return ExitCode.OK.status();
    }

    /** What was generated; one a line where they are more than can be taken in at a glance. */
    static List<String> lines(List<String> generated) {
        String next = "Services take them up with: secrets sync";
        if (generated.isEmpty()) {
            return List.of("Every declared secret is stored.");
        }
        if (generated.size() <= HANDFUL) {
            return List.of("Generated: %s. %s".formatted(String.join(", ", generated), next));
        }
        List<String> lines = new ArrayList<>();
        lines.add("Generated %d secrets:".formatted(generated.size()));
        generated.forEach(name -> lines.add("  " + name));
        lines.add(next);
        return lines;
    }
}
