package dev.berth.tui;

import dev.berth.health.LiveStack;
import dev.berth.health.ServiceSnapshot;
import dev.berth.health.StackState;
import dev.berth.health.Surroundings;
import dev.berth.health.VolumeUse;
import dev.berth.view.Amounts;
import dev.berth.view.Document;
import dev.berth.view.Role;
import dev.berth.view.Sign;
import dev.berth.view.StatusReport;
import dev.berth.view.Theme;
import dev.berth.view.Wording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the screen says above everything else: whose it is, and how the whole is. */
final class HeaderLines {
    private final BoardView view;
    private final Theme theme;
    private final int columns;

    HeaderLines(BoardView view, int columns) {
        this.view = view;
        this.theme = view.theme();
        this.columns = columns;
    }

    /** The environment, how it is, and then as many of the other facts as there is room for, each of them whole. */
    Line first() {
        LiveStack live = view.live();
        boolean isProtected = live.snapshot().isProtected();
        Line line = Line.of(" ")
                .and(
                        isProtected ? Role.PROTECTED : Role.STRONG,
                        live.snapshot().environment().toUpperCase(Locale.ROOT))
                .and(isProtected ? theme.separator() + "protected" : "")
                .and("  ")
                .and(live.outage().map(this::outage).orElseGet(this::health));
        String clock = view.time(view.now()) + " ";
        int room = columns - clock.length() - 1;
        for (Line fact : facts()) {
            Line longer = line.and(theme.separator()).and(fact);
            line = longer.width() <= room ? longer : line;
        }
        Line whole = line.fit(room).and(" ").and(isProtected ? Role.PLAIN : Role.MUTED, clock);
        return isProtected ? whole.on(Role.PROTECTED) : whole;
    }

    private List<Line> facts() {
        List<Line> facts = new ArrayList<>();
        if (view.readOnly()) {
            facts.add(Line.of("read-only"));
        }
        Optional<Surroundings> around = view.live().snapshot().surroundings();
        around.flatMap(Surroundings::secretServer).ifPresent(server -> facts.add(secrets(server)));
        around.flatMap(Surroundings::backups).ifPresent(backups -> facts.add(backup(backups)));
        around.map(Surroundings::volumes).flatMap(this::volumes).ifPresent(facts::add);
        around.flatMap(Surroundings::migrations).flatMap(this::migrations).ifPresent(facts::add);
        facts.add(Line.of(view.stack().workspace()));
        if (!view.engine().isEmpty()) {
            facts.add(Line.of(view.engine()));
        }
        return facts;
    }

    /** Which they are, and why, is on their own page. */
    private Optional<Line> volumes(List<VolumeUse> volumes) {
        long concerning = volumes.stream()
                .filter(volume ->
                        volume.state() == VolumeUse.State.WARNING || volume.state() == VolumeUse.State.CRITICAL)
                .count();
        return concerning == 0
                ? Optional.empty()
                : Optional.of(warning(Wording.count(concerning, "volume") + " nearly full"));
    }

    /** That the database of a stopped stack tells nothing is no news. */
    private Optional<Line> migrations(Surroundings.Migrations migrations) {
        if (migrations.pending().orElse(0) > 0) {
            return Optional.of(warning(Wording.count(migrations.pending().getAsInt(), "migration") + " pending"));
        }
        boolean stopped = view.live().snapshot().state() == StackState.STOPPED;
        return migrations.problem().isEmpty() || stopped
                ? Optional.empty()
                : Optional.of(warning("migrations not known"));
    }

    private Line warning(String words) {
        return Line.of(Role.WARNING, words + " " + theme.plainSign(Sign.DEGRADED));
    }

    private Line secrets(Surroundings.SecretServer server) {
        Line name = Line.of("Vault ");
        return switch (server.state()) {
            case OPEN ->
                name.and(Sign.HEALTHY.role(), theme.plainSign(Sign.HEALTHY))
                        .and(server.lease()
                                .map(lease -> " lease " + Amounts.duration(lease))
                                .orElse(""));
            case SEALED, UNINITIALISED, STANDBY, DENIED, UNREACHABLE, FAILING ->
                name.and(
                        Sign.FAILED.role(),
                        "%s %s for %s"
                                .formatted(
                                        theme.plainSign(Sign.FAILED),
                                        Document.constant(server.state()),
                                        Amounts.duration(Duration.between(server.since(), view.now()))));
        };
    }

    private Line backup(Surroundings.Backups backups) {
        BackupFacts facts = new BackupFacts(view, backups);
        Sign sign = facts.sign();
        return Line.of("backup ").and(sign.role(), theme.plainSign(sign)).and(" " + facts.brief());
    }

    private Line outage(LiveStack.Outage outage) {
        Duration since = Duration.between(outage.since(), view.now());
        return Line.of(
                Role.BAD, theme.plainSign(Sign.FAILED) + " no answer from the engine for " + Amounts.duration(since));
    }

    /** That what is below is old, and why; empty while it is not. */
    Optional<Line> stale() {
        return view.live()
                .outage()
                .map(outage -> Line.of(
                        Role.BAD,
                        " as it was at %s%s%s"
                                .formatted(
                                        view.time(view.live().snapshot().takenAt()),
                                        theme.separator(),
                                        outage.message().lines().findFirst().orElse(""))));
    }

    private Line health() {
        String state = Document.constant(view.live().snapshot().state());
        Sign sign = StatusReport.sign(state);
        List<ServiceSnapshot> services = view.live().snapshot().services();
        long well = services.stream().filter(ServiceSnapshot::isWell).count();
        return Line.of(
                sign.role(), "%s %s, %d of %d well".formatted(theme.plainSign(sign), state, well, services.size()));
    }
}
