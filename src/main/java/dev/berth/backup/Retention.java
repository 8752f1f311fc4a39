package dev.berth.backup;

import dev.berth.workspace.Definition;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which sets stay and which expire: of each of the last so many days, ISO weeks and months that have a good set, the newest
 * one stays. Whatever they say, these stay: the last good set and all that came after it, what is pinned, what a set that
 * stays rests on, and what a clock dates after now. Where no set is good, none expires. None is good that rests on one that is
 * not, or is gone.
 *
 * @param zone by whose clocks days begin
 */
public record Retention(Definition.Keep keep, ZoneId zone) {
    private static final Comparator<Candidate> NEWEST_FIRST = Comparator.comparing(Candidate::createdAt)
            .thenComparing(Candidate::id)
            .reversed();

    /**
     * A set, as far as it matters here.
     *
     * @param good whether nothing is known to be wrong with it itself
     * @param pinned whether somebody wants it to stay
     * @param needs the ids of the sets that it rests on
     */
    public record Candidate(String id, Instant createdAt, boolean good, boolean pinned, Set<String> needs) {}

    /** Why a set stays. */
    public sealed interface Reason {

        /** As a few words, such as {@code daily 2026-11-27}. */
        String words();

        /** The newest good one of a day. */
        record Daily(LocalDate day) implements Reason {
            @Override
            public String words() {
                return "daily " + day;
            }
        }

        /** The newest good one of a week of ISO 8601; its year may be another than the day's. */
        record Weekly(int year, int week) implements Reason {
            @Override
            public String words() {
                return "weekly %d-W%02d".formatted(year, week);
            }
        }

        /** The newest good one of a month. */
        record Monthly(YearMonth month) implements Reason {
            @Override
            public String words() {
                return "monthly " + month;
            }
        }

        /** Somebody wants it to. */
        record Pinned() implements Reason {
            @Override
            public String words() {
                return "pinned";
            }
        }

        /** There is no newer one to fall back to. */
        record LastGood() implements Reason {
            @Override
            public String words() {
                return "last good";
            }
        }

        /** It is not good, but there is nothing good that is newer; it may tell why. */
        record SinceLastGood() implements Reason {
            @Override
            public String words() {
                return "newer than the last good";
            }
        }

        /** A clock was wrong then, or is now. */
        record FromFuture() implements Reason {
            @Override
            public String words() {
                return "dated after now";
            }
        }

        /** A set that stays rests on it. */
        record NeededBy(String id) implements Reason {
            @Override
            public String words() {
                return "needed by " + id;
            }
        }
    }

    /** What becomes of a set: it stays for these reasons, or expires for want of any. */
    public record Decision(Candidate candidate, List<Reason> reasons) {
        public boolean stays() {
            return !reasons.isEmpty();
        }
    }

    /**
     * Decides on all sets of a repository, newest first.
     *
     * @throws IllegalArgumentException where two of them have the same id
     */
    public List<Decision> decide(List<Candidate> candidates, Instant now) {
        Reasons reasons = new Reasons(candidates);
        List<Candidate> good = new ArrayList<>();
        for (Candidate candidate : reasons.newestFirst()) {
            if (candidate.createdAt().isAfter(now)) {
                reasons.add(candidate, new Reason.FromFuture());
            } else if (reasons.isWhole(candidate)) {
                good.add(candidate);
            }
        }
        Optional<Candidate> last = good.stream().findFirst();
        last.ifPresent(candidate -> reasons.add(candidate, new Reason.LastGood()));
        for (Candidate candidate : reasons.newestFirst()) {
            if (!candidate.createdAt().isAfter(now) && !good.contains(candidate) && isSince(last, candidate)) {
                reasons.add(candidate, new Reason.SinceLastGood());
            }
            if (candidate.pinned()) {
                reasons.add(candidate, new Reason.Pinned());
            }
        }
        newestOfEach(good, keep.daily(), this::day, reasons);
        newestOfEach(good, keep.weekly(), this::week, reasons);
        newestOfEach(good, keep.monthly(), this::month, reasons);
        reasons.spread();
        return reasons.decisions();
    }

    private static boolean isSince(Optional<Candidate> lastGood, Candidate candidate) {
        return lastGood.map(last -> !candidate.createdAt().isBefore(last.createdAt()))
                .orElse(true);
    }

    private static void newestOfEach(
            List<Candidate> good, int count, Function<Candidate, Reason> slot, Reasons reasons) {
        Set<Reason> taken = new HashSet<>();
        for (Candidate candidate : good) {
            if (taken.size() < count && taken.add(slot.apply(candidate))) {
                reasons.add(candidate, slot.apply(candidate));
            }
        }
    }

    private LocalDate date(Candidate candidate) {
        return candidate.createdAt().atZone(zone).toLocalDate();
    }

    private Reason day(Candidate candidate) {
        return new Reason.Daily(date(candidate));
    }

    private Reason week(Candidate candidate) {
        LocalDate date = date(candidate);
        return new Reason.Weekly(date.get(IsoFields.WEEK_BASED_YEAR), date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }

    private Reason month(Candidate candidate) {
        return new Reason.Monthly(YearMonth.from(date(candidate)));
    }

    /** The reasons found so far. */
    private static final class Reasons {
        private final Map<String, Candidate> candidates = new LinkedHashMap<>();
        private final Map<String, List<Reason>> found = new LinkedHashMap<>();

        Reasons(List<Candidate> candidates) {
            for (Candidate candidate : candidates.stream().sorted(NEWEST_FIRST).toList()) {
                if (this.candidates.put(candidate.id(), candidate) != null) {
                    throw new IllegalArgumentException("two sets have the id " + candidate.id());
                }
                found.put(candidate.id(), new ArrayList<>());
            }
        }

        Iterable<Candidate> newestFirst() {
            return candidates.values();
        }

        void add(Candidate candidate, Reason reason) {
            reasons(candidate.id()).add(reason);
        }

        /** Whether a set and all that it rests on are good, and there. */
        boolean isWhole(Candidate candidate) {
            Set<String> seen = new HashSet<>(Set.of(candidate.id()));
            Deque<Candidate> parts = new ArrayDeque<>(List.of(candidate));
            while (!parts.isEmpty()) {
                Candidate part = parts.remove();
                if (!part.good()) {
                    return false;
                }
                for (String id : part.needs()) {
                    Candidate needed = candidates.get(id);
                    if (needed == null) {
                        return false;
                    }
                    if (seen.add(id)) {
                        parts.add(needed);
                    }
                }
            }
            return true;
        }

        /** Whoever stays, all that it rests on stays, and so on. */
        void spread() {
            Deque<Candidate> staying = new ArrayDeque<>();
            for (Candidate candidate : candidates.values()) {
                if (!reasons(candidate.id()).isEmpty()) {
                    staying.add(candidate);
                }
            }
            while (!staying.isEmpty()) {
                Candidate candidate = staying.remove();
                for (String id : new TreeSet<>(candidate.needs())) {
                    Candidate needed = candidates.get(id);
                    if (needed != null && !id.equals(candidate.id())) {
                        if (reasons(id).isEmpty()) {
                            staying.add(needed);
                        }
                        reasons(id).add(new Reason.NeededBy(candidate.id()));
                    }
                }
            }
        }

        private List<Reason> reasons(String id) {
            return found.computeIfAbsent(id, none -> new ArrayList<>());
        }

        List<Decision> decisions() {
            List<Decision> decisions = new ArrayList<>();
            candidates.forEach((id, candidate) -> decisions.add(new Decision(candidate, List.copyOf(reasons(id)))));
            return decisions;
        }
    }
}
