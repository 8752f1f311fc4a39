package dev.berth.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.workspace.Definition;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTests {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOW = Instant.parse("2026-11-27T09:00:00Z");

    @Test
    void decideWhenMoreThanOneADayKeepsTheNewestOfEachDayByTheClocksOfTheZone() {
        assertThat(decide(
                        2,
                        0,
                        0,
                        good("a", "2026-11-25T22:30:00Z"),
                        // Half past midnight in Berlin: the next day's.
                        good("b", "2026-11-25T23:30:00Z"),
                        good("c", "2026-11-26T12:00:00Z"),
                        good("d", "2026-11-27T01:00:00Z"),
                        good("e", "2026-11-27T02:00:00Z")))
                .containsExactly("e: last good, daily 2026-11-27", "d: ", "c: daily 2026-11-26", "b: ", "a: ");
    }

    @Test
    void decideWhenDaysHaveNoGoodSetGoesFurtherBackForTheNextThatHas() {
        assertThat(decide(
                        2,
                        0,
                        0,
                        good("a", "2026-10-01T02:00:00Z"),
                        good("b", "2026-11-02T02:00:00Z"),
                        bad("c", "2026-11-03T02:00:00Z"),
                        good("d", "2026-11-26T02:00:00Z")))
                .containsExactly("d: last good, daily 2026-11-26", "c: ", "b: daily 2026-11-02", "a: ");
    }

    @Test
    void decideWhenAWeekGoesOverTheYearsEndTakesItForOne() {
        assertThat(decide(
                        0,
                        2,
                        0,
                        good("a", "2025-12-27T02:00:00Z"),
                        good("b", "2025-12-30T02:00:00Z"),
                        good("c", "2026-01-02T02:00:00Z")))
                .containsExactly("c: last good, weekly 2026-W01", "b: ", "a: weekly 2025-W52");
    }

    @Test
    void decideWhenSeveralRulesKeepOneSaysAll() {
        assertThat(decide(1, 1, 1, pinned("a", "2026-11-26T02:00:00Z")))
                .containsExactly("a: last good, pinned, daily 2026-11-26, weekly 2026-W48, monthly 2026-11");
    }

    @Test
    void decideWhenSetsRestOnOthersKeepsThoseOneByOne() {
        assertThat(decide(
                        1,
                        0,
                        0,
                        good("full", "2026-11-01T02:00:00Z"),
                        good("first", "2026-11-02T02:00:00Z", "full"),
                        good("second", "2026-11-03T02:00:00Z", "full", "first"),
                        good("other", "2026-11-03T01:00:00Z", "full")))
                .containsExactly(
                        "second: last good, daily 2026-11-03",
                        "other: ",
                        "first: needed by second",
                        "full: needed by second, needed by first");
    }

    @Test
    void decideWhenTheNewestAreDamagedKeepsThemAndTheLastGood() {
        assertThat(decide(
                        1,
                        0,
                        0,
                        bad("a", "2026-11-01T02:00:00Z"),
                        good("b", "2026-11-02T02:00:00Z"),
                        bad("c", "2026-11-03T02:00:00Z"),
                        bad("d", "2026-11-26T02:00:00Z")))
                .containsExactly(
                        "d: newer than the last good",
                        "c: newer than the last good",
                        "b: last good, daily 2026-11-02",
                        "a: ");
    }

    @Test
    void decideWhenNoneIsGoodKeepsAll() {
        assertThat(decide(7, 4, 6, bad("a", "2020-11-01T02:00:00Z"), bad("b", "2026-11-02T02:00:00Z")))
                .containsExactly("b: newer than the last good", "a: newer than the last good");
    }

    @Test
    void decideWhenAClockWasAheadKeepsWhatItDatesWithoutASlot() {
        assertThat(decide(
                        1,
                        1,
                        1,
                        good("a", "2026-11-26T02:00:00Z"),
                        good("b", "2037-01-01T00:00:00Z"),
                        bad("c", "2037-01-02T00:00:00Z")))
                .containsExactly(
                        "c: dated after now",
                        "b: dated after now",
                        "a: last good, daily 2026-11-26, weekly 2026-W48, monthly 2026-11");
    }

    @Test
    void decideWhenASetRestsOnADamagedOneOrOnNoneTakesItForDamaged() {
        assertThat(decide(
                        1,
                        0,
                        0,
                        bad("full", "2026-11-20T02:00:00Z"),
                        good("own", "2026-11-21T02:00:00Z"),
                        good("incremental", "2026-11-22T02:00:00Z", "full"),
                        good("orphan", "2026-11-26T02:00:00Z", "gone")))
                .containsExactly(
                        "orphan: newer than the last good",
                        "incremental: newer than the last good",
                        "own: last good, daily 2026-11-21",
                        "full: needed by incremental");
    }

    @Test
    void decideWhenSetsGoRoundInACircleEnds() {
        assertThat(decide(
                        1,
                        0,
                        0,
                        good("a", "2026-11-26T02:00:00Z", "a", "b"),
                        good("b", "2026-11-25T02:00:00Z", "a"),
                        good("c", "2026-11-24T02:00:00Z")))
                .containsExactly("a: last good, daily 2026-11-26, needed by b", "b: needed by a", "c: ");
    }

    @Test
    void decideWhenTwoHaveOneIdRefuses() {
        assertThatThrownBy(() -> decide(1, 0, 0, good("a", "2026-11-26T02:00:00Z"), good("a", "2026-11-25T02:00:00Z")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two sets have the id a");
    }

    @Test
    void decideWhenASetIsMadeAndOthersLetGoDayByDayLeavesDaysWeeksAndMonths() {
        Retention retention = new Retention(new Definition.Keep(7, 4, 6), BERLIN);
        List<Retention.Candidate> sets = new ArrayList<>();
        Instant day = Instant.parse("2025-11-27T02:00:00Z");
        String full = "";
        for (int i = 0; i <= 365; i++, day = day.plus(Duration.ofDays(1))) {
            String id = day.toString().substring(0, 10);
            full = i % 7 == 0 ? id : full;
            sets.add(new Retention.Candidate(id, day, true, false, full.equals(id) ? Set.of() : Set.of(full)));
            Set<String> gone = expired(retention.decide(sets, day));
            sets.removeIf(set -> gone.contains(set.id()));
        }

        assertThat(lines(retention.decide(sets, day)))
                .containsExactly(
                        "2026-11-27: last good, daily 2026-11-27, weekly 2026-W48, monthly 2026-11",
                        "2026-11-26: daily 2026-11-26, needed by 2026-11-27",
                        "2026-11-25: daily 2026-11-25",
                        "2026-11-24: daily 2026-11-24",
                        "2026-11-23: daily 2026-11-23",
                        "2026-11-22: daily 2026-11-22, weekly 2026-W47",
                        "2026-11-21: daily 2026-11-21",
                        "2026-11-19: needed by 2026-11-25, needed by 2026-11-24, needed by 2026-11-23,"
                                + " needed by 2026-11-22, needed by 2026-11-21",
                        "2026-11-15: weekly 2026-W46",
                        "2026-11-12: needed by 2026-11-15",
                        "2026-11-08: weekly 2026-W45",
                        "2026-11-05: needed by 2026-11-08",
                        "2026-10-31: monthly 2026-10",
                        "2026-10-29: needed by 2026-10-31",
                        "2026-09-30: monthly 2026-09",
                        "2026-09-24: needed by 2026-09-30",
                        "2026-08-31: monthly 2026-08",
                        "2026-08-27: needed by 2026-08-31",
                        "2026-07-31: monthly 2026-07",
                        "2026-07-30: needed by 2026-07-31",
                        "2026-06-30: monthly 2026-06",
                        "2026-06-25: needed by 2026-06-30");
    }

    /** What holds for any sets, with another seed for their making. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void decideWhenSetsAreAnyHoldsItsPromises(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 250; i++) {
            List<Retention.Candidate> sets = anySets(random);
            Definition.Keep keep = new Definition.Keep(random.nextInt(5), random.nextInt(5), 1 + random.nextInt(5));
            ZoneId zone = random.nextBoolean() ? BERLIN : ZoneId.of("Pacific/Apia");
            Retention retention = new Retention(keep, zone);
            List<Retention.Decision> decisions = retention.decide(sets, NOW);
            Map<String, List<Retention.Reason>> reasons = decisions.stream()
                    .collect(Collectors.toMap(each -> each.candidate().id(), Retention.Decision::reasons));

            assertThat(reasons.keySet())
                    .isEqualTo(sets.stream().map(Retention.Candidate::id).collect(Collectors.toSet()));
            assertThat(decisions)
                    .extracting(decision -> decision.candidate().createdAt())
                    .isSortedAccordingTo(Collections.reverseOrder());
            Set<String> whole = whole(sets);
            assertNeverExpire(sets, whole, reasons);
            assertSlots(decisions, whole, keep, zone);
            assertSame(retention, sets, decisions, random);
            assertMoreKeepsMore(sets, keep, zone, decisions);
        }
    }

    /** The ids of those that are good with all that they rest on; they rest on earlier ones of the list. */
    private static Set<String> whole(List<Retention.Candidate> sets) {
        Set<String> whole = new HashSet<>();
        sets.stream()
                .filter(set -> set.good() && whole.containsAll(set.needs()))
                .forEach(set -> whole.add(set.id()));
        return whole;
    }

    private static void assertNeverExpire(
            List<Retention.Candidate> sets, Set<String> whole, Map<String, List<Retention.Reason>> reasons) {
        List<Retention.Candidate> good = sets.stream()
                .filter(set -> whole.contains(set.id()) && !set.createdAt().isAfter(NOW))
                .toList();
        Instant lastGood = good.stream()
                .map(Retention.Candidate::createdAt)
                .max(Instant::compareTo)
                .orElse(Instant.MIN);
        for (Retention.Candidate set : sets) {
            boolean stays = !reasonsOf(set.id(), reasons).isEmpty();
            if (set.pinned() || set.createdAt().isAfter(lastGood)) {
                assertThat(stays).isTrue();
            }
            if (stays) {
                assertThat(set.needs())
                        .allSatisfy(id -> assertThat(reasonsOf(id, reasons)).isNotEmpty());
            }
        }
        if (!good.isEmpty()) {
            assertThat(good)
                    .anySatisfy(
                            set -> assertThat(reasonsOf(set.id(), reasons)).contains(new Retention.Reason.LastGood()))
                    .filteredOn(set -> set.createdAt().equals(lastGood))
                    .anyMatch(set -> !reasonsOf(set.id(), reasons).isEmpty());
        }
    }

    private static List<Retention.Reason> reasonsOf(String id, Map<String, List<Retention.Reason>> reasons) {
        return reasons.getOrDefault(id, List.of());
    }

    /** As many days are kept as there are, up to the number; each by its newest good set, and the last ones. */
    private static void assertSlots(
            List<Retention.Decision> decisions, Set<String> whole, Definition.Keep keep, ZoneId zone) {
        TreeMap<String, String> newest = new TreeMap<>(Collections.reverseOrder());
        TreeSet<String> found = new TreeSet<>();
        for (Retention.Decision decision : decisions) {
            Retention.Candidate set = decision.candidate();
            if (whole.contains(set.id()) && !set.createdAt().isAfter(NOW)) {
                newest.putIfAbsent(set.createdAt().atZone(zone).toLocalDate().toString(), set.id());
            }
            decision.reasons().stream()
                    .filter(Retention.Reason.Daily.class::isInstance)
                    .forEach(reason -> found.add(reason.words() + " " + set.id()));
        }
        assertThat(found)
                .isEqualTo(newest.entrySet().stream()
                        .limit(keep.daily())
                        .map(day -> "daily " + day.getKey() + " " + day.getValue())
                        .collect(Collectors.toCollection(TreeSet::new)));
        assertThat(count(decisions, Retention.Reason.Weekly.class)).isLessThanOrEqualTo(keep.weekly());
        assertThat(count(decisions, Retention.Reason.Monthly.class)).isLessThanOrEqualTo(keep.monthly());
    }

    /** The order of what is given does not matter, and what is left when expired sets are gone is left again. */
    private static void assertSame(
            Retention retention, List<Retention.Candidate> sets, List<Retention.Decision> decisions, Random random) {
        List<Retention.Candidate> shuffled = new ArrayList<>(sets);
        Collections.shuffle(shuffled, random);
        assertThat(retention.decide(shuffled, NOW)).isEqualTo(decisions);

        List<Retention.Decision> staying =
                decisions.stream().filter(Retention.Decision::stays).toList();
        assertThat(retention.decide(
                        staying.stream().map(Retention.Decision::candidate).toList(), NOW))
                .isEqualTo(staying);
    }

    private static void assertMoreKeepsMore(
            List<Retention.Candidate> sets, Definition.Keep keep, ZoneId zone, List<Retention.Decision> decisions) {
        Definition.Keep more = new Definition.Keep(keep.daily() + 1, keep.weekly() + 1, keep.monthly() + 1);
        assertThat(expired(decisions)).containsAll(expired(new Retention(more, zone).decide(sets, NOW)));
    }

    private static long count(List<Retention.Decision> decisions, Class<? extends Retention.Reason> type) {
        return decisions.stream()
                .flatMap(decision -> decision.reasons().stream())
                .filter(type::isInstance)
                .count();
    }

    /** Sets of a year and a bit of the future, close together or far apart, resting on any earlier ones. */
    private static List<Retention.Candidate> anySets(Random random) {
        List<Retention.Candidate> sets = new ArrayList<>();
        long spread = 1 + random.nextLong(400L * 86_400);
        int count = random.nextInt(60);
        double share = random.nextDouble();
        for (int i = 0; i < count; i++) {
            Set<String> needs = new HashSet<>();
            for (int needed = random.nextInt(4); needed > 0 && !sets.isEmpty(); needed--) {
                needs.add(sets.get(random.nextInt(sets.size())).id());
            }
            sets.add(new Retention.Candidate(
                    "set-" + i,
                    NOW.minusSeconds(random.nextLong(spread)).plusSeconds(random.nextInt(10) == 0 ? spread / 2 : 0),
                    random.nextDouble() < share,
                    random.nextInt(12) == 0,
                    random.nextInt(3) == 0 ? needs : Set.of()));
        }
        return sets;
    }

    private static Set<String> expired(List<Retention.Decision> decisions) {
        return decisions.stream()
                .filter(decision -> !decision.stays())
                .map(decision -> decision.candidate().id())
                .collect(Collectors.toSet());
    }

    private static List<String> decide(int daily, int weekly, int monthly, Retention.Candidate... sets) {
        return lines(
                new Retention(new Definition.Keep(daily, weekly, monthly), BERLIN).decide(Arrays.asList(sets), NOW));
    }

    private static List<String> lines(List<Retention.Decision> decisions) {
        return decisions.stream()
                .map(decision -> decision.candidate().id() + ": "
                        + decision.reasons().stream()
                                .map(Retention.Reason::words)
                                .collect(Collectors.joining(", ")))
                .toList();
    }

    private static Retention.Candidate good(String id, String createdAt, String... needs) {
        return new Retention.Candidate(id, Instant.parse(createdAt), true, false, Set.of(needs));
    }

    private static Retention.Candidate pinned(String id, String createdAt) {
        return new Retention.Candidate(id, Instant.parse(createdAt), true, true, Set.of());
    }

    private static Retention.Candidate bad(String id, String createdAt) {
        return new Retention.Candidate(id, Instant.parse(createdAt), false, false, Set.of());
    }
}
