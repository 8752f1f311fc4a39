package dev.berth.backup;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import dev.berth.environment.StateDocument;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * When an environment's database was exchanged for another state of it, oldest first: PostgreSQL calls each such history a
 * timeline, and a moment can only be restored on the one that it lies on.
 */
public record Timelines(List<Branch> branches) {

    /**
     * One exchange.
     *
     * @param at when it happened
     * @param origin the moment that the database was brought back to
     * @param timeline the number of the timeline that it went on with
     */
    public record Branch(Instant at, Instant origin, String timeline) {}

    /** The same with one more. */
    public Timelines with(Branch branch) {
        List<Branch> all = new ArrayList<>(branches);
        all.add(branch);
        return new Timelines(List.copyOf(all));
    }

    /** The same without what was begun at that moment. */
    public Timelines without(Instant at) {
        return new Timelines(
                branches.stream().filter(branch -> !branch.at().equals(at)).toList());
    }

    /** A set from which a moment can be reached, and what PostgreSQL must be told for it. */
    public record Choice(KnownSet set, RestorePlan.Until until) {}

    /**
     * From which set a moment is to be reached: the newest before it that lies on the same history.
     *
     * @throws BerthException RESTORE_REFUSED where none does
     */
    public Choice choose(List<KnownSet> sets, Instant moment) {
        return choose(sets, moment, false);
    }

    /**
     * The same where the moment may lie beyond what was stored.
     *
     * @param end whether as much is wanted as the log before that moment has
     */
    public Choice choose(List<KnownSet> sets, Instant moment, boolean end) {
        List<KnownSet> withLog = sets.stream()
                .filter(known -> known.set()
                        .postgres()
                        .filter(postgres -> postgres.files() instanceof BackupSet.Files.Archived)
                        .isPresent())
                .toList();
        if (withLog.isEmpty() && !sets.isEmpty()) {
            throw new BerthException(
                    ErrorCode.RESTORE_REFUSED,
                    "the sets hold no log of the database, only base backups of it: each comes back as it is",
                    "backup list shows their moments; bring one back: backup restore ID. Nothing was changed.");
        }
        KnownSet base = withLog.stream()
                .filter(known -> known.worth() == KnownSet.Worth.COMPLETE)
                .filter(known -> leadsTo(known.set().moment().at(), moment, branches))
                .max(Comparator.comparing(known -> known.set().moment().at()))
                .orElseThrow(() -> refused(sets, moment));
        String timeline = last(moment, branches)
                .filter(each -> base.set().moment().at().isBefore(each.at()))
                .map(Branch::timeline)
                .orElse("current");
        return new Choice(base, new RestorePlan.Until(moment, timeline, end));
    }

    /** Whether what was there at one moment became what was there at another, and was not left behind by a restore between. */
    private static boolean leadsTo(Instant begin, Instant end, List<Branch> branches) {
        if (begin.isAfter(end)) {
            return false;
        }
        Optional<Branch> last = last(end, branches);
        if (last.isEmpty() || !begin.isBefore(last.get().at())) {
            return true;
        }
        return leadsTo(begin, last.get().origin(), branches.subList(0, branches.indexOf(last.get())));
    }

    private static Optional<Branch> last(Instant moment, List<Branch> branches) {
        return branches.stream().filter(each -> !each.at().isAfter(moment)).reduce((first, second) -> second);
    }

    private static BerthException refused(List<KnownSet> sets, Instant moment) {
        return new BerthException(
                ErrorCode.RESTORE_REFUSED,
                sets.isEmpty()
                        ? "there is no backup to begin from"
                        : "%s lies before every backup that it could be reached from; the first is of %s"
                                .formatted(
                                        moment, sets.getFirst().set().moment().at()),
                "backup list shows what there is. Nothing was changed.");
    }

    /** As they are remembered. */
    public String text() {
        JsonObject object = new JsonObject();
        object.put("branches", SetDocument.array(branches, branch -> {
            JsonObject value = new JsonObject();
            value.put("at", branch.at().toString());
            value.put("origin", branch.origin().toString());
            value.put("timeline", branch.timeline());
            return value;
        }));
        return JsonWriter.string(object);
    }

    /** Reads what is remembered; empty for nothing. */
    public static Timelines parse(Optional<String> text) {
        return text.map(each -> StateDocument.read(
                        "the timelines of the database",
                        each,
                        object -> new Timelines(SetDocument.list(
                                object.getArray("branches"),
                                branch -> new Branch(
                                        SetDocument.time(branch, "at"),
                                        SetDocument.time(branch, "origin"),
                                        SetDocument.text(branch, "timeline"))))))
                .orElse(new Timelines(List.of()));
    }
}
