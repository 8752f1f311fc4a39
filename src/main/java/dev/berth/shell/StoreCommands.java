package dev.berth.shell;

import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.ExitCode;
import dev.berth.health.PgBouncerHealth;
import dev.berth.health.PostgresHealth;
import dev.berth.health.StoreHealth;
import dev.berth.view.Document;
import dev.berth.view.StoreLines;
import dev.berth.view.StoreReport;
import dev.berth.view.StoreTables;
import dev.berth.view.TextReport;
import dev.berth.workspace.Definition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The verbs of {@code db} that ask stores how they are; they change nothing. */
final class StoreCommands {
    private static final Parameter<List<String>> SERVICES =
            Parameter.any("SERVICE", "stores by their Compose names; all where none is named", Suggestion.SERVICES);
    private static final Option<Optional<Duration>> DURING =
            Option.duration("for", "tell what runs from now on (default: all since the statistics began) for so long");
    private static final Duration BETWEEN_TWO = Duration.ofSeconds(1);

    private StoreCommands() {}

    static List<Verb> verbs() {
        return List.of(
                Verb.named("db stats", "Show what PostgreSQL, PgBouncer, Redis and the API say of themselves")
                        .takes(SERVICES)
                        .detail("What cannot be asked is shown as no data, with the reason: see services.NAME.monitor"
                                + " in the environment's definition.")
                        .example("db stats", "connections, hit ratios, evictions, waits")
                        .example("db stats postgres --format json", "everything that was measured")
                        .runs(StoreCommands::stats),
                Verb.named("db top", "List the statements that take longest together")
                        .with(DURING)
                        .example("db top", "since the statistics began")
                        .example("db top --for 10s", "what runs now")
                        .runs(StoreCommands::top),
                Verb.named("db locks", "Show who waits for a lock, and who holds it")
                        .example("db locks", "the longest wait first")
                        .runs(StoreCommands::locks),
                DriftCommand.verb(),
                Verb.named("db pools", "Show PgBouncer's pools")
                        .example("db pools", "cl_waiting is who waits for a connection")
                        .runs(StoreCommands::pools));
    }

    private static int stats(Call call) throws InterruptedException {
        Stack stack = stack(call);
        Set<String> services = new LinkedHashSet<>(call.get(SERVICES));
        services.forEach(stack::service);
        Map<String, StoreHealth> stores = call.services().storeProbes().ask(stack, services, BETWEEN_TWO);
        List<Document> documents = new ArrayList<>();
        stores.forEach((service, health) -> documents.add(Document.part()
                .put("service", service)
                .put("kind", stack.service(service).kind())
                .putAll(StoreReport.document(health))));
        call.console()
                .print(new TextReport(
                        Document.about(stack.environment()).putRows("stores", documents),
                        theme -> StoreLines.of(stores, theme)));
        return ExitCode.OK.status();
    }

    private static int top(Call call) throws InterruptedException {
        Stack stack = stack(call);
        Map<String, PostgresHealth> servers = ask(
                call,
                stack,
                Definition.Kind.POSTGRES,
                PostgresHealth.class,
                call.get(DURING).orElse(Duration.ZERO));
        List<Document> statements = new ArrayList<>();
        for (Map.Entry<String, PostgresHealth> server : servers.entrySet()) {
            PostgresHealth.Queries queries = server.getValue()
                    .queries()
                    .orElseThrow(() -> new BerthException(
                            ErrorCode.DATASTORE_UNREACHABLE,
                            "%s keeps no statistics of statements".formatted(server.getKey()),
                            "It needs shared_preload_libraries = 'pg_stat_statements', and CREATE EXTENSION"
                                    + " pg_stat_statements in the database."));
            queries.statements()
                    .forEach(statement -> statements.add(StoreReport.statement(server.getKey(), queries, statement)));
        }
        call.console()
                .print(TextReport.table(
                        Document.about(stack.environment()).putRows("statements", statements),
                        StoreTables.statements(servers.values()),
                        "No statement ran."));
        return ExitCode.OK.status();
    }

    private static int locks(Call call) throws InterruptedException {
        Stack stack = stack(call);
        Map<String, PostgresHealth> servers =
                ask(call, stack, Definition.Kind.POSTGRES, PostgresHealth.class, Duration.ZERO);
        List<Document> waits = new ArrayList<>();
        servers.forEach(
                (service, server) -> server.waits().forEach(wait -> waits.add(StoreReport.wait(service, wait))));
        call.console()
                .print(new TextReport(
                        Document.about(stack.environment()).putRows("waits", waits),
                        theme -> StoreTables.waits(servers.values(), theme)));
        return ExitCode.OK.status();
    }

    private static int pools(Call call) throws InterruptedException {
        Stack stack = stack(call);
        Map<String, PgBouncerHealth> poolers =
                ask(call, stack, Definition.Kind.PGBOUNCER, PgBouncerHealth.class, Duration.ZERO);
        List<Document> pools = new ArrayList<>();
        poolers.forEach((service, pooler) ->
                pooler.pools().forEach(pool -> pools.add(StoreReport.pool(service, pooler, pool))));
        call.console()
                .print(TextReport.table(
                        Document.about(stack.environment()).putRows("pools", pools),
                        StoreTables.pools(poolers.values()),
                        "No client has come yet: there is no pool."));
        return ExitCode.OK.status();
    }

    /** What the stores of one kind say; throws where there is none, or where one says nothing. */
    private static <T extends StoreHealth> Map<String, T> ask(
            Call call, Stack stack, Definition.Kind kind, Class<T> type, Duration pause) throws InterruptedException {
        Set<String> services = new LinkedHashSet<>();
        stack.services().stream()
                .filter(service -> service.kind() == kind)
                .forEach(service -> services.add(service.name()));
        String word = Document.constant(kind);
        if (services.isEmpty()) {
            throw new BerthException(
                    ErrorCode.SERVICE_UNKNOWN,
                    "%s has no service of kind %s".formatted(stack.environment(), word),
                    "Say which one it is in the environment's definition: services: {NAME: {kind: %s}}"
                            .formatted(word));
        }
        Map<String, T> found = new LinkedHashMap<>();
        call.services().storeProbes().ask(stack, services, pause).forEach((service, health) -> {
            if (!type.isInstance(health)) {
                throw new BerthException(
                        ErrorCode.DATASTORE_UNREACHABLE,
                        "%s of %s: %s"
                                .formatted(
                                        service,
                                        stack.environment(),
                                        health.verdict().words()),
                        "services.%s.monitor in the environment's definition says how Berth asks it."
                                .formatted(service));
            }
            found.put(service, type.cast(health));
        });
        return found;
    }

    /** Statements may name what is secret. */
    private static Stack stack(Call call) {
        call.maskSecrets();
        return call.services().environments().stack(call.environment());
    }
}
