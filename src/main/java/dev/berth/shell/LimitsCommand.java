package dev.berth.shell;

import dev.berth.docker.Container;
import dev.berth.docker.ContainerDetails;
import dev.berth.docker.ContainerLimits;
import dev.berth.docker.Engine;
import dev.berth.environment.Observation;
import dev.berth.environment.Stack;
import dev.berth.failure.ExitCode;
import dev.berth.view.Amounts;
import dev.berth.view.Document;
import dev.berth.view.Table;
import dev.berth.view.TextReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code stack limits}: what the definition says beside what the engine applies. */
final class LimitsCommand {
    private LimitsCommand() {}

    static Verb verb() {
        return Verb.named("stack limits", "Show each service's limits: as defined, and as the engine applies them")
                .detail(
                        "Limits are changed in the environment's definition; env switch applies them, live where that is possible.")
                .example("stack limits", "a dash is no limit")
                .runs(LimitsCommand::run);
    }

    private static int run(Call call) {
        Stack stack = call.services().environments().stack(call.environment());
        Engine engine = call.services().environments().engine(stack.engine());
        Observation observation = Observation.of(engine, stack.project());
        Table table = new Table(
                Table.Column.words("SERVICE").cuts(16),
                Table.Column.numbers("CPUS"),
                Table.Column.numbers("APPLIED"),
                Table.Column.numbers("MEMORY"),
                Table.Column.numbers("APPLIED"),
                Table.Column.numbers("PIDS"),
                Table.Column.numbers("APPLIED"));
        List<Document> rows = new ArrayList<>();
        for (Stack.Service service : stack.services()) {
            Optional<ContainerLimits> applied = observation.of(service.name()).stream()
                    .findFirst()
                    .map(Container::id)
                    .flatMap(engine::inspect)
                    .map(ContainerDetails::limits);
            ContainerLimits defined = service.limits();
            table.row(
                    service.name(),
                    cpus(Optional.of(defined)),
                    cpus(applied),
                    memory(Optional.of(defined)),
                    memory(applied),
                    processes(Optional.of(defined)),
                    processes(applied));
            Document row = Document.part().put("name", service.name()).put("defined", document(defined));
            applied.ifPresent(limits -> row.put("applied", document(limits)));
            rows.add(row);
        }
        call.console()
                .print(TextReport.table(
                        Document.about(stack.environment()).putRows("services", rows), table, "There is no service."));
        return ExitCode.OK.status();
    }

    private static Document document(ContainerLimits limits) {
        return Document.part()
                .put("cpus", limits.cpus())
                .put("memoryBytes", limits.memoryBytes())
                .put("pids", limits.pids());
    }

    private static String cpus(Optional<ContainerLimits> limits) {
        return limits.filter(each -> each.cpus().isPresent())
                .map(each -> Double.toString(each.cpus().getAsDouble()))
                .orElse("–");
    }

    private static String memory(Optional<ContainerLimits> limits) {
        return limits.filter(each -> each.memoryBytes().isPresent())
                .map(each -> Amounts.bytes(each.memoryBytes().getAsLong()))
                .orElse("–");
    }

    private static String processes(Optional<ContainerLimits> limits) {
        return limits.filter(each -> each.pids().isPresent())
                .map(each -> Long.toString(each.pids().getAsLong()))
                .orElse("–");
    }
}
