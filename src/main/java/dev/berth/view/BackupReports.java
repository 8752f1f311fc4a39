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
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MMM dd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter OTHER_YEAR = DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT);

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
                Table.Column.words("TYPE").leaves(2),
                Table.Column.numbers("SIZE"),
                Table.Column.words("STORES").folds().leaves(1),
                Table.Column.words("VERIFIED"),
                Table.Column.words("DRILLED"),
                Table.Column.words("KEPT BY").folds());
        for (KnownSet known : sets.reversed()) {
            table.row(
                    Table.Cell.of(known.set().id()),
                    Table.Cell.of(moment(known.set().createdAt(), now, zone)),
                    Table.Cell.of(Document.constant(known.set().type())),
                    Table.Cell.of(Amounts.bytes(known.set().bytes())),
                    Table.Cell.of(String.join(" ", known.set().stores())),
                    Table.Cell.of(time(
                            known.state().verification().map(SetState.Verification::at),
                            known.set().createdAt(),
                            now,
                            zone)),
                    Table.Cell.of(time(
                            known.state().drill().map(SetState.Drill::at),
                            known.set().createdAt(),
                            now,
                            zone)),
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
                                .put("method", method(postgres))
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
                theme,
                lines,
                "moment",
                "%s, writes of Redis held for %d ms"
                        .formatted(
                                Document.time(set.moment().at()),
                                set.moment().pause().toMillis()));
        set.postgres()
                .ifPresent(postgres -> line(
                        theme,
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
                        theme,
                        lines,
                        redis.service(),
                        "%d keys, %s"
                                .formatted(
                                        redis.allKeys(),
                                        Amounts.bytes(redis.part().bytes()))));
        set.volumes()
                .forEach(volume -> line(
                        theme, lines, volume.name(), Amounts.bytes(volume.part().bytes())));
        set.postgres()
                .filter(postgres -> !postgres.needs().isEmpty())
                .ifPresent(postgres -> line(theme, lines, "rests on", String.join(", ", postgres.needs())));
        line(theme, lines, "verified", finding(known.state().verification().map(each -> each.problems())));
        line(theme, lines, "drilled", finding(known.state().drill().map(each -> each.problems())));
        known.state()
                .sheetOpenedAt()
                .ifPresent(at -> line(theme, lines, "sheet", "the printed sheet opened it at " + at));
        set.gaps().forEach(gap -> line(theme, lines, "not promised", theme.text(gap)));
        return lines;
    }

    private static String finding(Optional<List<String>> problems) {
        return problems.map(found -> found.isEmpty() ? "yes, all is well" : String.join("; ", found))
                .orElse("not yet");
    }

    private static void line(Theme theme, List<String> lines, String name, String text) {
        lines.addAll(Folding.hanging("  " + DisplayWidth.padRight(name, 15) + " ", text, theme));
    }

    private static String method(BackupSet.Postgres postgres) {
        return switch (postgres.files()) {
            case BackupSet.Files.Archived archived -> "pgbackrest";
            case BackupSet.Files.Base base -> "base";
        };
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
                .put("sheetOpenedAt", known.state().sheetOpenedAt())
                .put("pinned", known.state().pinned())
                .put("occasion", set.occasion())
                .put("note", set.note());
    }

    /** The time alone on the day of the set, where the table has the day already. */
    private static String time(Optional<Instant> at, Instant created, Instant now, ZoneId zone) {
        return at.map(each -> isSameDay(each, created, zone) ? TIME.format(each.atZone(zone)) : moment(each, now, zone))
                .orElse("–");
    }

    /** Such as {@code today 10:15}, {@code Nov 21 02:00} or, of another year, {@code 2025-11-21}. */
    static String moment(Instant at, Instant now, ZoneId zone) {
        ZonedDateTime local = at.atZone(zone);
        if (isSameDay(at, now, zone)) {
            return "today " + TIME.format(local);
        }
        return local.getYear() == now.atZone(zone).getYear() ? DAY.format(local) : OTHER_YEAR.format(local);
    }

    private static boolean isSameDay(Instant one, Instant other, ZoneId zone) {
        return LocalDate.ofInstant(one, zone).equals(LocalDate.ofInstant(other, zone));
    }
}
