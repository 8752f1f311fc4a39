package dev.berth.backup;

import dev.berth.workspace.Definition;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of an environment's sets stay, and why.
 *
 * @param reasons of each set by its id, in a few words; none for one that may go
 */
public record Keeping(Map<String, List<String>> reasons) {

    /** Decides by what the definition says. */
    public static Keeping of(Definition.Keep keep, List<KnownSet> sets, Instant now, ZoneId zone) {
        List<Retention.Candidate> candidates = sets.stream()
                .map(known -> new Retention.Candidate(
                        known.set().id(),
                        known.set().createdAt(),
                        known.worth() == KnownSet.Worth.COMPLETE
                                && known.set().occasion() != BackupSet.Occasion.BEFORE_RESTORE,
                        known.state().pinned(),
                        needs(known, sets)))
                .toList();
        Map<String, List<String>> reasons = new LinkedHashMap<>();
        new Retention(keep, zone)
                .decide(candidates, now)
                .forEach(decision -> reasons.put(
                        decision.candidate().id(),
                        decision.reasons().stream().map(Retention.Reason::words).toList()));
        return new Keeping(reasons);
    }

    /** The sets whose backup of PostgreSQL another one rests on. */
    private static Set<String> needs(KnownSet known, List<KnownSet> sets) {
        List<String> labels =
                known.set().postgres().map(BackupSet.Postgres::needs).orElse(List.of());
        return sets.stream()
                .filter(other -> other.set()
                        .postgres()
                        .flatMap(BackupSet.Postgres::label)
                        .filter(labels::contains)
                        .isPresent())
                .map(other -> other.set().id())
                .collect(Collectors.toSet());
    }

    public boolean stays(KnownSet known) {
        return !reasons.getOrDefault(known.set().id(), List.of()).isEmpty();
    }

    /** Why a set stays; empty where it may go. */
    public List<String> of(KnownSet known) {
        return reasons.getOrDefault(known.set().id(), List.of());
    }
}
