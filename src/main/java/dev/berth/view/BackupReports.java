package dev.berth.view;

import dev.berth.backup.BackupSet;
import dev.berth.backup.Keeping;
import dev.berth.backup.KnownSet;
import dev.berth.backup.SetState;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Sets of an environment as a table, one by one, and as the documents of the contract. */
public final class BackupReports {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private BackupReports() {}

    /**
     * All of them, newest first.
     *
     * @param sets oldest first
     * @param zone in which people read times
     */
    public static Report list(String environment, List<KnownSet> sets, Keeping keeping, Instant now, ZoneId zone) {
        Table table = new Table(
                Table.Column.words("ID"),
                Table.Column.words("CREATED"),
                Table.Column.words("TYPE"),
                Table.Column.numbers("SIZE"),
                Table.Column.words("STORES"),
                Table.Column.words("VERIFIED"),
                Table.Column.words("DRILLED"),
                Table.Column.words("KEPT BY"));
        for (KnownSet known : sets.reversed()) {
            table.row(
                    Table.Cell.of(known.set().id()),
                    Table.Cell.of(moment(known.set().createdAt(), now, zone)),
                    Table.Cell.of(Document.constant(known.set().type())),
                    Table.Cell.of(Amounts.bytes(known.set().bytes())),
                    Table.Cell.of(String.join(" ", known.set().stores())),
                    Table.Cell.of(time(known.state().verification().map(SetState.Verification::at), now, zone)),
                    Table.Cell.of(time(known.state().drill().map(SetState.Drill::at), now, zone)),
                    keptBy(known, keeping.of(known)));
        }
        Document document = Document.about(environment)
                .putRows(
                        "backups",
                        sets.reversed().stream()
                                .map(known -> document(Document.part(), known).put("keptBy", keeping.of(known)))
                                .toList());
        return TextReport.table(document, table, environment + " has no backup yet: backup create makes one.");
    }

    /** The first reason tells enough; a set that is worth nothing says so first. */
    private static Table.Cell keptBy(KnownSet known, List<String> reasons) {
        String reason = (known.state().pinned() ? "pinned" : reasons.isEmpty() ? "nothing" : reasons.getFirst())
                + (known.set().occasion() == BackupSet.Occasion.BEFORE_RESTORE ? "; before a restore" : "");
        return switch (known.worth()) {
            case COMPLETE -> new Table.Cell(reason, reasons.isEmpty() ? Role.MUTED : Role.PLAIN);
            case DAMAGED -> new Table.Cell("damaged; " + reason, Role.BAD);
            case EXPIRED -> new Table.Cell("expired; " + reason, Role.WARNING);
        };
    }

    /** One of them in full. */
    public static Report show(String environment, KnownSet known) {
        BackupSet set = known.set();
        Document document = Document.about(environment);
        document(document, known)
                .put("finishedAt", set.finishedAt())
                .put("momentAt", set.moment().at())
                .put("pause", set.moment().pause())
                .put("tools", map(set.tools()))
                .put("images", images(set.images()))
                .put("secrets", map(set.secrets()))
                .put("gaps", set.gaps());
        set.postgres()
                .ifPresent(postgres -> document.put(
                        "postgres",
                        Document.part()
                                .put("service", postgres.service())
                                .put("label", postgres.label())
                                .put("needs", postgres.needs())
                                .put("version", postgres.version())
                                .put("bytes", postgres.bytes())
                                .put("tables", postgres.tables().size())
                                .put("rows", rows(postgres))
                                .put("rowsExact", postgres.exact())
                                .put("migration", postgres.history().flatMap(BackupSet.History::version))));
        document.put(
                "redis",
                set.redis().stream()
                        .map(redis -> Document.part()
                                .put("service", redis.service())
                                .put("keys", redis.allKeys())
                                .put("bytes", redis.part().bytes()))
                        .toList());
        document.put(
                "volumes",
                set.volumes().stream()
                        .map(volume -> Document.part()
                                .put("name", volume.name())
                                .put("services", volume.services())
                                .put("bytes", volume.part().bytes()))
                        .toList());
        return new TextReport(document, theme -> lines(known, theme));
    }

    private static List<String> lines(KnownSet known, Theme theme) {
        BackupSet set = known.set();
        List<String> lines = new ArrayList<>();
        lines.add("%s · %s · %s of %s%s"
                .formatted(
                        set.id(),
                        Document.constant(known.worth()),
                        Document.constant(set.type()),
                        set.environment(),
                        set.note().map(note -> " · " + theme.text(note)).orElse("")));
        lines.add("");
        line(
                lines,
                "moment",
                "%s, writes of Redis held for %d ms"
                        .formatted(
                                Document.time(set.moment().at()),
                                set.moment().pause().toMillis()));
        set.postgres()
                .ifPresent(postgres -> line(
                        lines,
                        postgres.service(),
                        "%s, %d tables with %d rows%s%s"
                                .formatted(
                                        Amounts.bytes(postgres.bytes()),
                                        postgres.tables().size(),
                                        rows(postgres),
                                        postgres.exact() ? "" : " (counted while others wrote)",
                                        postgres.history()
                                                .flatMap(BackupSet.History::version)
                                                .map(version -> ", migrated to " + version)
                                                .orElse(""))));
        set.redis()
                .forEach(redis -> line(
                        lines,
                        redis.service(),
                        "%d keys, %s"
                                .formatted(
                                        redis.allKeys(),
                                        Amounts.bytes(redis.part().bytes()))));
        set.volumes()
                .forEach(volume ->
                        line(lines, volume.name(), Amounts.bytes(volume.part().bytes())));
        set.postgres()
                .filter(postgres -> !postgres.needs().isEmpty())
                .ifPresent(postgres -> line(lines, "rests on", String.join(", ", postgres.needs())));
        line(lines, "verified", finding(known.state().verification().map(each -> each.problems())));
        line(lines, "drilled", finding(known.state().drill().map(each -> each.problems())));
        set.gaps().forEach(gap -> line(lines, "not promised", theme.text(gap)));
        return lines;
    }

    private static String finding(Optional<List<String>> problems) {
        return problems.map(found -> found.isEmpty() ? "yes, all is well" : String.join("; ", found))
                .orElse("not yet");
    }

    private static void line(List<String> lines, String name, String text) {
        lines.add("  " + DisplayWidth.padRight(name, 15) + " " + text);
    }

    private static long rows(BackupSet.Postgres postgres) {
        return postgres.tables().stream().mapToLong(BackupSet.Table::rows).sum();
    }

    private static Document map(Map<String, ?> values) {
        Document document = Document.part();
        values.forEach(document::put);
        return document;
    }

    private static Document images(Map<String, BackupSet.Image> images) {
        Document document = Document.part();
        images.forEach((service, image) -> document.put(
                service, Document.part().put("reference", image.reference()).put("id", image.id())));
        return document;
    }

    /** A set as the contract has it, put into a document. */
    public static Document document(Document document, KnownSet known) {
        BackupSet set = known.set();
        return document.put("id", set.id())
                .put("createdAt", set.createdAt())
                .put("type", set.type())
                .put("state", known.worth())
                .put("bytes", set.bytes())
                .put("stores", set.stores())
                .put("verifiedAt", known.state().verification().map(SetState.Verification::at))
                .put("drilledAt", known.state().drill().map(SetState.Drill::at))
                .put("pinned", known.state().pinned())
                .put("occasion", set.occasion())
                .put("note", set.note());
    }

    private static String time(Optional<Instant> at, Instant now, ZoneId zone) {
        return at.map(each -> moment(each, now, zone)).orElse("–");
    }

    /** Such as {@code today 10:15} or {@code 2026-11-21 02:00}. */
    private static String moment(Instant at, Instant now, ZoneId zone) {
        ZonedDateTime local = at.atZone(zone);
        return local.toLocalDate().equals(LocalDate.ofInstant(now, zone))
                ? "today " + TIME.format(local)
                : DAY.format(local);
    }
}
