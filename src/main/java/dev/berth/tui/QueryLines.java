package dev.berth.tui;

import dev.berth.health.PostgresHealth;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.StoreHealth;
import dev.berth.view.Amounts;
import dev.berth.view.Role;
import dev.berth.view.Sign;
import dev.berth.view.Theme;
import dev.berth.view.Wording;
import dev.berth.workspace.Definition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the databases work on: who waits for whom, and which statements take the time. */
final class QueryLines {
    private final BoardView view;
    private final Theme theme;
    private final int columns;
    private final List<Line> lines = new ArrayList<>();

    private QueryLines(BoardView view, int columns) {
        this.view = view;
        this.theme = view.theme();
        this.columns = columns;
    }

    static List<Line> of(BoardView view, int columns) {
        QueryLines all = new QueryLines(view, columns);
        for (ServiceSnapshot service : view.live().snapshot().services()) {
            boolean database = view.stack().services().stream()
                    .anyMatch(each -> each.name().equals(service.name()) && each.kind() == Definition.Kind.POSTGRES);
            if (database) {
                all.add(service);
            }
        }
        if (all.lines.isEmpty()) {
            all.lines.add(Line.of(Role.MUTED, " no service is defined to be of kind postgres"));
        }
        return List.copyOf(all.lines);
    }

    private void add(ServiceSnapshot service) {
        if (!lines.isEmpty()) {
            lines.add(Line.EMPTY);
        }
        StoreHealth said = service.store().orElse(null);
        if (said instanceof PostgresHealth health) {
            lines.add(Line.of(" ").and(Role.STRONG, service.name()).and("  " + theme.text(sessions(health))));
            locks(health);
            health.queries().ifPresentOrElse(this::statements, () -> {
                lines.add(Line.EMPTY);
                lines.add(
                        Line.of(Role.MUTED, " statements are counted where the extension pg_stat_statements is there"));
            });
        } else {
            String why = said == null ? "it was not asked yet" : said.verdict().words();
            lines.add(Line.of(" ").and(Role.STRONG, service.name()).and(Role.MUTED, "  " + theme.text(why)));
        }
    }

    private static String sessions(PostgresHealth health) {
        PostgresHealth.Sessions sessions = health.sessions();
        List<String> parts = new ArrayList<>();
        sessions.connections()
                .ifPresent(count -> parts.add(count
                        + (sessions.maxConnections().isPresent()
                                ? " of " + sessions.maxConnections().getAsInt()
                                : "")
                        + " connections"));
        sessions.active().ifPresent(count -> parts.add(count + " active"));
        sessions.idleInTransaction().ifPresent(count -> parts.add(count + " idle in transaction"));
        sessions.oldestTransaction().ifPresent(age -> parts.add("oldest transaction " + Amounts.duration(age)));
        return String.join(" · ", parts);
    }

    private void locks(PostgresHealth health) {
        lines.add(Line.EMPTY);
        if (health.waits().isEmpty()) {
            lines.add(Line.of(Role.MUTED, " LOCKS  ").and("nobody waits"));
            return;
        }
        lines.add(Line.of(Role.MUTED, " LOCKS  ")
                .and(Role.WARNING, Wording.count(health.waits().size(), "session") + " waiting"));
        for (PostgresHealth.LockWait wait : health.waits()) {
            lines.add(Line.of(" ")
                    .and(Sign.DEGRADED.role(), theme.plainSign(Sign.DEGRADED) + " ")
                    .and(session(wait.session()))
                    .and(" waits"
                            + wait.waited()
                                    .map(time -> " " + Amounts.duration(time))
                                    .orElse("") + " for ")
                    .and(Role.STRONG, wait.lock())
                    .and(Role.MUTED, "  " + wait.session().query()));
            for (PostgresHealth.Session blocker : wait.blockers()) {
                lines.add(Line.of("   held by ")
                        .and(session(blocker))
                        .and(", " + blocker.state()
                                + blocker.inState()
                                        .map(time -> " for " + Amounts.duration(time))
                                        .orElse(""))
                        .and(Role.MUTED, "  " + blocker.query()));
            }
        }
    }

    private static Line session(PostgresHealth.Session session) {
        String application = session.application().isEmpty() ? "" : " (" + session.application() + ")";
        return Line.of(session.process() + " " + session.user() + application);
    }

    private void statements(PostgresHealth.Queries queries) {
        lines.add(Line.EMPTY);
        String period = queries.since()
                .map(since -> "since " + view.time(since))
                .or(() -> queries.statisticsSince().map(since -> "since " + since))
                .orElse("");
        lines.add(Line.of(Role.MUTED, " STATEMENTS  ").and(period.isEmpty() ? "" : "that ran " + period));
        Grid grid = new Grid(
                view.state().filter(),
                Grid.Column.number("TOTAL"),
                Grid.Column.number("MEAN"),
                Grid.Column.number("CALLS"),
                Grid.Column.number("ROWS"),
                Grid.Column.number("HIT"),
                Grid.Column.words("USER"),
                Grid.Column.rest("STATEMENT"));
        for (PostgresHealth.Statement statement : queries.statements()) {
            grid.row(
                    brief(statement.total()),
                    brief(statement.mean()),
                    Long.toString(statement.calls()),
                    Long.toString(statement.rows()),
                    statement.cacheHitRatio().isPresent()
                            ? Math.round(100 * statement.cacheHitRatio().getAsDouble()) + "%"
                            : theme.unknown(),
                    statement.user(),
                    statement.text().replaceAll("\\s+", " "));
        }
        if (grid.isEmpty()) {
            lines.add(
                    Line.of(Role.MUTED, queries.statements().isEmpty() ? " nothing" : " none with the filter's text"));
        } else {
            lines.addAll(grid.lines(columns));
        }
    }

    private static String brief(Duration duration) {
        double milliseconds = duration.toNanos() / 1e6;
        if (milliseconds >= 1000) {
            return Amounts.duration(duration);
        }
        return milliseconds >= 10
                ? Math.round(milliseconds) + " ms"
                : String.format(Locale.ROOT, "%.2f ms", milliseconds);
    }
}
