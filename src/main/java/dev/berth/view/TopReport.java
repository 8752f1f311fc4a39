package dev.berth.view;

import dev.berth.health.ServiceSnapshot;
import dev.berth.health.StackSnapshot;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** What {@code stack top} answers: what each service that runs uses, the busiest first. */
public record TopReport(StackSnapshot snapshot) implements Report {
    private static final int LEAST_NAME_COLUMNS = 16;

    @Override
    public Document document() {
        return new StatusReport(snapshot, true).document();
    }

    @Override
    public List<String> lines(Theme theme) {
        Table table = new Table(
                Table.Column.words("SERVICE").cuts(LEAST_NAME_COLUMNS),
                Table.Column.numbers("CPU"),
                Table.Column.numbers("MEMORY"),
                Table.Column.numbers("PIDS").leaves(1),
                Table.Column.numbers("RECEIVED"),
                Table.Column.numbers("SENT"),
                Table.Column.numbers("READ").leaves(2),
                Table.Column.numbers("WRITTEN").leaves(3));
        snapshot.services().stream()
                .filter(service -> service.running() > 0)
                .sorted(Comparator.comparingDouble((ServiceSnapshot service) ->
                                service.measurements().cpuPercent().orElse(-1))
                        .reversed())
                .forEach(service -> table.row(row(service, theme)));
        return table.isEmpty()
                ? List.of(theme.text("Nothing of %s runs.".formatted(snapshot.environment())))
                : table.lines(theme);
    }

    private static String[] row(ServiceSnapshot service, Theme theme) {
        ServiceSnapshot.Measurements measured = service.measurements();
        return new String[] {
            service.running() == 1 ? service.name() : service.name() + " ×" + service.running(),
            measured.cpuPercent().isPresent()
                    ? Amounts.percent(measured.cpuPercent().getAsDouble())
                    : theme.unknown(),
            StatusReport.memory(measured, theme),
            measured.processes().isPresent()
                    ? Long.toString(measured.processes().getAsLong())
                    : theme.unknown(),
            bytes(measured.networkReceivedBytes(), theme),
            bytes(measured.networkSentBytes(), theme),
            bytes(measured.blockReadBytes(), theme),
            bytes(measured.blockWrittenBytes(), theme)
        };
    }

    private static String bytes(OptionalLong amount, Theme theme) {
        return amount.isPresent() ? Amounts.bytes(amount.getAsLong()) : theme.unknown();
    }
}
