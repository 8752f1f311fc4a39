package dev.berth.view;

import dev.berth.docker.PublishedPort;
import dev.berth.health.ServiceHealth;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.ServiceState;
import dev.berth.health.StackSnapshot;
import dev.berth.health.StackState;
import dev.berth.health.Surroundings;
import dev.berth.health.VolumeUse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@code stack status} answers.
 *
 * @param measured whether numbers were asked for
 */
public record StatusReport(StackSnapshot snapshot, boolean measured) implements Report {
    private static final int LEAST_NAME_COLUMNS = 20;
    private static final int LEAST_IMAGE_COLUMNS = 16;

    /** The sign of a state by the word that the contract has for it. */
    public static Sign sign(String state) {
        return switch (state) {
            case "healthy" -> Sign.HEALTHY;
            case "degraded" -> Sign.DEGRADED;
            case "unhealthy" -> Sign.FAILED;
            case "stopped" -> Sign.STOPPED;
            default -> Sign.STARTING;
        };
    }

    @Override
    public Document document() {
        List<Document> services = new ArrayList<>(snapshot.services().size());
        for (ServiceSnapshot service : snapshot.services()) {
            Document part = service(service);
            upkeep(service)
                    .ifPresent(
                            upkeep -> part.put("drift", upkeep.words()).put("secretsVersion", upkeep.secretsVersion()));
            services.add(part);
        }
        Document document = Document.about(snapshot.environment())
                .put("state", snapshot.state())
                .put("takenAt", snapshot.takenAt())
                .putRows("services", services);
        snapshot.surroundings().ifPresent(around -> surroundings(document, around));
        return document;
    }

    private Optional<Surroundings.Upkeep> upkeep(ServiceSnapshot service) {
        return snapshot.surroundings()
                .flatMap(around -> Optional.ofNullable(around.services().get(service.name())));
    }

    private static void surroundings(Document document, Surroundings around) {
        around.migrations().ifPresent(migrations -> document.put("migrations", migrations(migrations)));
        if (!around.volumes().isEmpty()) {
            List<Document> volumes = new ArrayList<>(around.volumes().size());
            for (VolumeUse volume : around.volumes()) {
                volumes.add(volume(volume));
            }
            document.put("volumes", volumes);
        }
        around.secretServer()
                .ifPresent(server -> document.put(
                        "secretServer",
                        Document.part()
                                .put("address", server.address())
                                .put("state", server.state())
                                .put("leaseSeconds", server.lease().map(Duration::toSeconds))));
    }

    private static Document volume(VolumeUse volume) {
        return Document.part()
                .put("name", volume.name())
                .put("state", volume.state())
                .put("message", volume.concern().map(VolumeUse.Concern::words))
                .put("service", volume.services().getFirst())
                .put("services", volume.services())
                .put("target", volume.target())
                .put("bytes", volume.bytes())
                .put("countedAt", volume.countedAt())
                .put("basis", volume.basis())
                .put("capacityBytes", volume.room().map(VolumeUse.Room::capacityBytes))
                .put("freeBytes", volume.room().map(VolumeUse.Room::freeBytes))
                .put("freeAt", volume.room().map(VolumeUse.Room::at))
                .put("growthBytesPerDay", volume.growthBytesPerDay())
                .put("daysToFull", volume.daysToFull());
    }

    private static Document migrations(Surroundings.Migrations migrations) {
        Document document = Document.part().put("pending", migrations.pending());
        return migrations.problem().isEmpty() ? document : document.put("problem", migrations.problem());
    }

    @Override
    public boolean advises() {
        return true;
    }

    @Override
    public List<String> lines(Theme theme) {
        List<String> lines = new ArrayList<>();
        lines.add(headline(theme));
        lines.add("");
        List<Table.Column> columns = new ArrayList<>(List.of(
                Table.Column.words("SERVICE").cuts(LEAST_NAME_COLUMNS),
                Table.Column.words("STATE"),
                Table.Column.words("HEALTH")));
        if (measured) {
            columns.add(Table.Column.numbers("CPU"));
            columns.add(Table.Column.numbers("MEMORY"));
        }
        columns.add(Table.Column.numbers("RESTARTS").leaves(2));
        columns.add(Table.Column.numbers("UP").leaves(3));
        columns.add(Table.Column.words("IMAGE").cuts(LEAST_IMAGE_COLUMNS).leaves(1));
        Table table = new Table(columns.toArray(Table.Column[]::new));
        snapshot.services().forEach(service -> table.row(row(service, theme)));
        lines.addAll(table.lines(theme));
        if (!volumes().isEmpty()) {
            lines.add("");
            lines.addAll(VolumeTable.of(volumes(), snapshot.takenAt()).lines(theme));
        }
        lines.addAll(notAsDefined(theme));
        snapshot.surroundings()
                .flatMap(Surroundings::migrations)
                .filter(migrations -> !migrations.problem().isEmpty())
                .ifPresent(migrations -> lines.add(theme.sign(Sign.DEGRADED)
                        + theme.text(" Pending migrations are not known: " + migrations.problem())));
        snapshot.surroundings()
                .flatMap(Surroundings::secretServer)
                .filter(server -> server.state() != Surroundings.ServerState.OPEN)
                .ifPresent(server -> lines.add(theme.sign(Sign.FAILED)
                        + theme.text(" Vault at %s: %s. What runs goes on running."
                                .formatted(server.address(), Document.constant(server.state())))));
        return lines;
    }

    private List<String> notAsDefined(Theme theme) {
        List<String> lines = new ArrayList<>();
        for (ServiceSnapshot service : snapshot.services()) {
            upkeep(service)
                    .filter(upkeep -> !upkeep.drift().isEmpty())
                    .ifPresent(upkeep -> lines.addAll(Folding.hanging(
                            "  " + service.name() + "  ", theme.text(String.join(", ", upkeep.words())), theme)));
        }
        snapshot.surroundings()
                .flatMap(Surroundings::migrations)
                .filter(migrations -> migrations.pending().orElse(0) > 0)
                .ifPresent(migrations ->
                        lines.add("  " + Wording.count(migrations.pending().getAsInt(), "migration") + " pending"));
        if (!lines.isEmpty()) {
            lines.addFirst(theme.text("Not as defined; env plan says more:"));
            lines.addFirst("");
        }
        return lines;
    }

    private String headline(Theme theme) {
        String name = theme.environment(snapshot.environment(), snapshot.isProtected());
        String state = Document.constant(snapshot.state());
        String words = snapshot.state() == StackState.STOPPED
                ? state
                : state + ill(": ", true) + ill("; not required: ", false);
        Sign sign = sign(state);
        return name + "  " + theme.sign(sign) + " " + theme.paint(sign.role(), theme.text(words)) + full(theme);
    }

    /** The worst of the volumes that somebody should look after: those on one disk fill together. */
    private String full(Theme theme) {
        List<VolumeUse> concerning = volumes().stream()
                .filter(volume -> volume.concern().isPresent())
                .toList();
        if (concerning.isEmpty()) {
            return "";
        }
        VolumeUse worst = concerning.getFirst();
        Sign sign = VolumeTable.sign(worst);
        String others =
                concerning.size() == 1 ? "" : " (and " + Wording.count(concerning.size() - 1L, "other volume") + ")";
        return "; " + theme.sign(sign) + " "
                + theme.paint(
                        sign.role(),
                        theme.text(VolumeTable.name(worst) + " "
                                + worst.concern().get().words() + others));
    }

    private List<VolumeUse> volumes() {
        return snapshot.surroundings().map(Surroundings::volumes).orElse(List.of());
    }

    private String ill(String begin, boolean required) {
        List<String> ill = snapshot.services().stream()
                .filter(service -> service.required() == required && !service.isWell())
                .map(service -> service.name() + " " + why(service))
                .toList();
        return ill.isEmpty() ? "" : begin + String.join(", ", ill);
    }

    /** What is not well about a service, such as "is exited" or "runs 1 of 2". */
    public static String why(ServiceSnapshot service) {
        if (service.state() == ServiceState.CREATED) {
            return "was never started";
        }
        if (service.state() != ServiceState.RUNNING) {
            return "is " + Document.constant(service.state());
        }
        if (service.isDegraded()) {
            return service.store().orElseThrow().verdict().words();
        }
        if (service.health() == ServiceHealth.UNHEALTHY || service.health() == ServiceHealth.STARTING) {
            String probe = service.lastProbe().lines().findFirst().orElse("");
            return "is " + Document.constant(service.health()) + (probe.isEmpty() ? "" : " (" + probe + ")");
        }
        return "runs %d of %d".formatted(service.running(), service.desired());
    }

    private Table.Cell[] row(ServiceSnapshot service, Theme theme) {
        List<Table.Cell> cells = new ArrayList<>();
        String replicas = service.desired() == 1 && service.running() <= 1
                ? ""
                : " %d/%d".formatted(service.running(), service.desired());
        cells.add(Table.Cell.of(service.name() + replicas));
        cells.add(Table.Cell.of(Document.constant(service.state())));
        Sign sign = sign(service);
        String health = health(service);
        cells.add(new Table.Cell(
                service.health() == ServiceHealth.UNKNOWN ? theme.unknown() : theme.plainSign(sign) + " " + health,
                sign.role()));
        if (measured) {
            cells.add(Table.Cell.of(
                    service.measurements().cpuPercent().isPresent()
                            ? Amounts.percent(
                                    service.measurements().cpuPercent().getAsDouble())
                            : theme.unknown()));
            cells.add(Table.Cell.of(memory(service.measurements(), theme)));
        }
        cells.add(Table.Cell.of(
                service.state() == ServiceState.MISSING ? theme.unknown() : Integer.toString(service.restarts())));
        cells.add(Table.Cell.of(service.startedAt()
                .map(started -> Amounts.duration(Duration.between(started, snapshot.takenAt())))
                .orElse(theme.unknown())));
        cells.add(Table.Cell.of(service.image()));
        return cells.toArray(Table.Cell[]::new);
    }

    private static String health(ServiceSnapshot service) {
        if (service.state() == ServiceState.RUNNING
                && service.isDegraded()
                && service.health() != ServiceHealth.UNHEALTHY) {
            return "degraded";
        }
        return service.health() == ServiceHealth.NONE ? "no check" : Document.constant(service.health());
    }

    /** The sign of a service. */
    public static Sign sign(ServiceSnapshot service) {
        return switch (service.state()) {
            case RUNNING ->
                switch (service.health()) {
                    case HEALTHY, NONE -> service.isWell() ? Sign.HEALTHY : Sign.DEGRADED;
                    case UNHEALTHY -> Sign.FAILED;
                    case STARTING, UNKNOWN -> Sign.STARTING;
                };
            case STARTING, RESTARTING -> Sign.STARTING;
            case PAUSED, UNKNOWN -> Sign.DEGRADED;
            case COMPLETED -> Sign.HEALTHY;
            case CREATED, EXITED, MISSING -> Sign.STOPPED;
        };
    }

    /** The contract's words end where no container runs: one that was never started is exited, with no startedAt. */
    private static ServiceState contractState(ServiceState state) {
        return state == ServiceState.CREATED ? ServiceState.EXITED : state;
    }

    static String memory(ServiceSnapshot.Measurements measurements, Theme theme) {
        OptionalLong used = measurements.memoryBytes();
        OptionalLong limit = measurements.memoryLimitBytes();
        if (used.isEmpty()) {
            return theme.unknown();
        }
        return limit.isPresent()
                ? Amounts.bytesOf(used.getAsLong(), limit.getAsLong())
                : Amounts.bytes(used.getAsLong());
    }

    private static Document service(ServiceSnapshot service) {
        List<Document> ports = new ArrayList<>(service.ports().size());
        for (PublishedPort port : service.ports()) {
            Document part = Document.part().put("container", port.container()).put("protocol", port.protocol());
            if (port.host() != 0) {
                part.put("host", port.host()).put("address", port.address());
            }
            ports.add(part);
        }
        ServiceSnapshot.Measurements measurements = service.measurements();
        Document document = Document.part()
                .put("name", service.name())
                .put("state", contractState(service.state()))
                .put("health", service.health())
                .put("required", service.required())
                .put(
                        "replicas",
                        Document.part().put("running", service.running()).put("desired", service.desired()))
                .put("restarts", service.restarts())
                .put("startedAt", service.startedAt())
                .put("image", service.image())
                .put("ports", ports)
                .put("cpuPercent", measurements.cpuPercent())
                .put("memoryBytes", measurements.memoryBytes())
                .put("memoryLimitBytes", measurements.memoryLimitBytes())
                .put("networkRxBytes", measurements.networkReceivedBytes())
                .put("networkTxBytes", measurements.networkSentBytes())
                .put("blockReadBytes", measurements.blockReadBytes())
                .put("blockWriteBytes", measurements.blockWrittenBytes())
                .put("pids", measurements.processes())
                .put("diskBytes", measurements.diskBytes());
        if (service.store().isPresent()) {
            document.put("store", StoreReport.document(service.store().get()));
        }
        return service.lastProbe().isEmpty() ? document : document.put("lastProbe", service.lastProbe());
    }
}
