package dev.berth.tui;

import dev.berth.health.PostgresHealth;
import dev.berth.health.Surroundings;
import dev.berth.view.Amounts;
import dev.berth.view.Role;
import dev.berth.view.Sign;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What could be brought back, in words: the last set, the last drill, and whether the log is kept in between. */
final class BackupFacts {
    private final BoardView view;
    private final Surroundings.Backups backups;

    BackupFacts(BoardView view, Surroundings.Backups backups) {
        this.view = view;
        this.backups = backups;
    }

    static Optional<BackupFacts> of(BoardView view) {
        return view.live()
                .snapshot()
                .surroundings()
                .flatMap(Surroundings::backups)
                .map(found -> new BackupFacts(view, found));
    }

    Sign sign() {
        return backups.isWell() && !isBehind() ? Sign.HEALTHY : Sign.DEGRADED;
    }

    /** The worst, else how old the last set is. */
    String brief() {
        if (backups.lastFailed()) {
            return "failed";
        }
        if (backups.lastCompleteAt().isEmpty()) {
            return backups.unread().isPresent() ? "unknown" : "none";
        }
        if (backups.drill().filter(drill -> !drill.well()).isPresent()) {
            return "drill found damage";
        }
        return isBehind() ? "log not archived" : ago(backups.lastCompleteAt().get());
    }

    /** All of it, as the page of volumes says it. */
    Line line() {
        List<String> words = new ArrayList<>();
        words.add(backups.unread()
                .orElseGet(() -> backups.lastCompleteAt()
                        .map(at -> "backup " + ago(at))
                        .orElse("no complete backup: backup create makes one")));
        if (backups.lastFailed()) {
            words.add("the last attempt failed");
        }
        if (backups.unread().isEmpty()) {
            words.add(backups.drill()
                    .map(drill -> "drill %s %s".formatted(ago(drill.at()), drill.well() ? "well" : "found damage"))
                    .orElse("no drill yet"));
        }
        servers().forEach(archiver -> words.add(archiving(archiver)));
        return Line.of(" ")
                .and(sign().role(), view.theme().plainSign(sign()))
                .and(Role.MUTED, " " + String.join(view.theme().separator(), words));
    }

    private String archiving(PostgresHealth.Archiver archiver) {
        if (!archiver.on()) {
            return "log not archived";
        }
        String last = archiver.lastArchivedAt().map(at -> ", last " + ago(at)).orElse("");
        if (archiver.isFailing()) {
            return "archiving of the log fails" + last;
        }
        return archiver.late().isPresent() ? "the log waits to be archived" + last : "log archived" + last;
    }

    private boolean isBehind() {
        return servers().stream()
                .anyMatch(archiver -> archiver.isFailing() || archiver.late().isPresent());
    }

    private List<PostgresHealth.Archiver> servers() {
        return view.live().snapshot().services().stream()
                .flatMap(service -> service.store().stream())
                .filter(PostgresHealth.class::isInstance)
                .map(store -> ((PostgresHealth) store).archiver())
                .toList();
    }

    private String ago(Instant at) {
        return Amounts.duration(Duration.between(at, view.now())) + " ago";
    }
}
