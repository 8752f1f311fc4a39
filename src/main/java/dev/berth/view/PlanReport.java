package dev.berth.view;

import dev.berth.deployment.Plan;
import dev.berth.deployment.Plan.Action;
import dev.berth.deployment.Plan.SecretAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code env plan} answers. */
public record PlanReport(Plan plan) implements Report {
    private static final int LEAST_NAME_COLUMNS = 12;
    private static final int MOST_NAMES = 4;
    private static final int ACTION_COLUMNS = 11;

    @Override
    public Document document() {
        Document document = Document.about(plan.environment())
                .put("project", plan.project())
                .put("protected", plan.isProtected())
                .putRows(
                        "changes",
                        plan.changes().stream().map(PlanReport::change).toList());
        plan.pendingMigrations()
                .ifPresent(pending -> document.put(
                        "migrations",
                        Document.part()
                                .put(
                                        "pending",
                                        pending.stream()
                                                .map(each -> Document.part()
                                                        .put("version", each.version())
                                                        .put("description", each.description()))
                                                .toList())));
        return document.put(
                        "secrets",
                        plan.secrets().stream()
                                .map(secret -> Document.part()
                                        .put("name", secret.name())
                                        .put("change", secret.action())
                                        .put("from", secret.from())
                                        .put("to", secret.to()))
                                .toList())
                .put("changed", plan.isChanged())
                .put("notices", plan.notices());
    }

    @Override
    public List<String> lines(Theme theme) {
        List<String> lines = new ArrayList<>();
        long changing = plan.changes().stream()
                .filter(change -> change.action() != Action.KEEP)
                .count();
        String what = changing == 0 ? "none changes" : changing == 1 ? "1 changes" : changing + " change";
        lines.add("Plan for "
                + theme.environment(plan.environment(), plan.isProtected())
                + (plan.isProtected() ? " (protected)" : "")
                + theme.separator()
                + plan.project()
                + theme.separator()
                + Wording.count(plan.changes().size(), "service")
                + ", "
                + what);
        lines.add("");
        lines.addAll(all(theme, true));
        lines.add("");
        lines.add(
                plan.isChanged()
                        ? "Nothing was changed. Apply with: env switch " + plan.environment()
                        : "Everything is as defined.");
        return lines;
    }

    /** What would change and nothing else, for the start of a run; no lines when nothing would. */
    List<String> changes(Theme theme) {
        return all(theme, false);
    }

    private List<String> all(Theme theme, boolean kept) {
        List<String> lines = new ArrayList<>();
        for (Plan.Change change : plan.changes()) {
            if (kept || change.action() != Action.KEEP) {
                String action = theme.paint(
                        role(change.action()),
                        DisplayWidth.padRight(Document.constant(change.action()), ACTION_COLUMNS));
                lines.addAll(Folding.hanging(
                        name(change.service()) + action,
                        theme.text(String.join(
                                "; ",
                                change.reasons().stream().map(PlanReport::words).toList())),
                        theme));
            }
        }
        if (kept && !lines.isEmpty()) {
            lines.add("");
        }
        plan.pendingMigrations()
                .filter(pending -> kept || !pending.isEmpty())
                .ifPresent(pending -> lines.addAll(line(theme, "migrations", migrations(pending))));
        if (plan.pendingMigrations().isEmpty() && kept) {
            lines.addAll(line(
                    theme,
                    "migrations",
                    // A note says it with what to do about it.
                    plan.objection().isPresent() ? "not known" : "not known: the database cannot be asked now"));
        }
        if (!plan.secrets().isEmpty() && (kept || changedSecrets().findAny().isPresent())) {
            lines.addAll(line(theme, "secrets", secrets()));
        }
        for (String notice : plan.notices()) {
            lines.addAll(line(theme, "note", notice));
        }
        return lines;
    }

    private List<String> line(Theme theme, String name, String rest) {
        return Folding.hanging(name(name), theme.text(rest), theme);
    }

    private String name(String name) {
        return "  " + DisplayWidth.padRight(name, nameColumns());
    }

    private static String some(List<String> names) {
        int more = names.size() - MOST_NAMES;
        return more <= 1
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_NAMES)) + " and %d more".formatted(more);
    }

    private int nameColumns() {
        return 2
                + plan.changes().stream()
                        .mapToInt(change -> change.service().length())
                        .reduce(LEAST_NAME_COLUMNS, Math::max);
    }

    private static String migrations(List<Plan.PendingMigration> pending) {
        if (pending.isEmpty()) {
            return "none pending";
        }
        return pending.size() + " pending  "
                + String.join(
                        " · ",
                        pending.stream()
                                .map(each -> "V" + each.version() + " " + each.description())
                                .toList());
    }

    private java.util.stream.Stream<Plan.SecretChange> changedSecrets() {
        return plan.secrets().stream().filter(secret -> secret.action() != SecretAction.KEEP);
    }

    private String secrets() {
        List<String> changed = changedSecrets()
                .map(secret -> switch (secret.action()) {
                    case ADD -> "new " + secret.name();
                    case REMOVE -> "removed " + secret.name();
                    case CHANGE, KEEP -> secret.name() + fromTo(version(secret.from()), version(secret.to()));
                })
                .toList();
        int kept = plan.secrets().size() - changed.size();
        if (changed.isEmpty()) {
            return kept + " unchanged";
        }
        return changed.size() + " changed  " + some(changed) + " · " + kept + " unchanged";
    }

    private static Document change(Plan.Change change) {
        return Document.part()
                .put("service", change.service())
                .put("action", change.action())
                .put(
                        "reasons",
                        change.reasons().stream()
                                .map(reason -> Document.part()
                                        .put("code", reason.code())
                                        .put("from", reason.from())
                                        .put("to", reason.to()))
                                .toList());
    }

    private static String words(Plan.Reason reason) {
        return switch (reason.code()) {
            case MISSING -> "does not exist yet";
            case STOPPED -> "is stopped";
            case CONFIGURATION -> "its configuration changed" + fromTo(reason.from(), reason.to());
            case VOLUME ->
                "its data" + fromTo(reason.from(), reason.to()) + " (what is there stays there, and is not seen)";
            case IMAGE -> "image" + fromTo(reason.from(), reason.to());
            case LIMIT_LIVE -> "limit" + fromTo(reason.from(), reason.to()) + " (live, no restart)";
            case LIMIT_RESTART -> "limit" + fromTo(reason.from(), reason.to()) + " (restart)";
            case SECRET_RELOAD -> "secret" + fromTo(reason.from(), reason.to()) + " (reload)";
            case SECRET_REPLACE -> "secret" + fromTo(reason.from(), reason.to()) + " (restart, while its twin serves)";
            case SECRET_RESTART -> "secret" + fromTo(reason.from(), reason.to()) + " (restart)";
            case REPLICAS -> "replicas" + fromTo(reason.from(), reason.to());
            case DEPENDENCY -> "depends on what changes" + fromTo(reason.from(), reason.to());
            case RUNS_AGAIN -> "runs again before what needs it";
            case UNDEFINED -> "is not defined any more";
        };
    }

    private static Optional<String> version(Optional<Integer> version) {
        return version.map(number -> "v" + number);
    }

    private static String fromTo(Optional<String> from, Optional<String> to) {
        if (from.isPresent() && to.isPresent()) {
            return " " + from.get() + " → " + to.get();
        }
        return from.or(() -> to).map(value -> " " + value).orElse("");
    }

    private static Role role(Action action) {
        return switch (action) {
            case CREATE -> Role.GOOD;
            case RECREATE, UPDATE -> Role.WARNING;
            case REMOVE -> Role.BAD;
            case KEEP -> Role.MUTED;
        };
    }
}
