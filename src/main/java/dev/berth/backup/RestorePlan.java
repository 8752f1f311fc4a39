package dev.berth.backup;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import dev.berth.environment.StateDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a restore puts in the place of what, as it is remembered with the engine before anything is touched.
 *
 * @param id of the restore
 * @param set the set's id
 * @param at the moment that everything, or PostgreSQL alone, is brought back to
 * @param phase how far it has got
 * @param branchedAt when the database begins to go on from that moment, by the clock of its host; empty before that is known
 * @param postgres empty where no PostgreSQL is brought back
 * @param redis folders and files as the workbench sees them
 * @param volumes folders as the workbench sees them
 */
public record RestorePlan(
        String id,
        String set,
        Instant at,
        Phase phase,
        Optional<Instant> branchedAt,
        Optional<Postgres> postgres,
        List<Move> redis,
        List<Kept> volumes) {

    /** How far a restore has got. */
    public enum Phase {
        /** Stores are being exchanged: nothing may be started. */
        EXCHANGING,
        /** What was restored serves, and what was there before lies beside it. */
        DONE,
        /** What was there before serves again. */
        UNDONE
    }

    /** The database's folder, and that of its copy, as its container has them; with the moment it is brought to. */
    public record Postgres(String service, String live, String copy, Optional<Until> until, String restorePoint) {
        Target target() {
            return until.map(Until::target).orElseGet(() -> new Target.Named(restorePoint));
        }
    }

    /**
     * A moment after a set's, and PostgreSQL's timeline that it lies on, by its number or {@code current}.
     *
     * @param end whether as much is wanted as the log before that moment has
     */
    public record Until(Instant at, String timeline, boolean end) {
        Target target() {
            return end ? new Target.End(timeline) : new Target.Time(at, timeline);
        }
    }

    /** A folder, or a file, that serves, and its copy. */
    public record Move(String service, String live, String copy) {}

    /** A volume's folder, and where its content before is kept. */
    public record Kept(String name, List<String> services, String live, String kept) {}

    /** The same, further on. */
    public RestorePlan with(Phase reached) {
        return new RestorePlan(id, set, at, reached, branchedAt, postgres, redis, volumes);
    }

    /** The same, beginning now. */
    public RestorePlan branching(Instant moment) {
        return new RestorePlan(id, set, at, phase, Optional.of(moment), postgres, redis, volumes);
    }

    /** Services that must not run while copies are exchanged. */
    public List<String> services() {
        List<String> services = new ArrayList<>();
        postgres.ifPresent(each -> services.add(each.service()));
        redis.forEach(each -> services.add(each.service()));
        volumes.forEach(each -> services.addAll(each.services()));
        return services.stream().distinct().toList();
    }

    /** As it is remembered. */
    public String text() {
        JsonObject object = new JsonObject();
        object.put("id", id);
        object.put("set", set);
        object.put("at", at.toString());
        object.put("phase", phase.name());
        branchedAt.ifPresent(moment -> object.put("branchedAt", moment.toString()));
        postgres.ifPresent(move -> {
            JsonObject value = new JsonObject();
            value.put("service", move.service());
            value.put("live", move.live());
            value.put("copy", move.copy());
            move.until().ifPresent(until -> {
                value.put("until", until.at().toString());
                value.put("timeline", until.timeline());
                value.put("end", until.end());
            });
            value.put("restorePoint", move.restorePoint());
            object.put("postgres", value);
        });
        object.put("redis", SetDocument.array(redis, move -> {
            JsonObject value = new JsonObject();
            value.put("service", move.service());
            value.put("live", move.live());
            value.put("copy", move.copy());
            return value;
        }));
        object.put("volumes", SetDocument.array(volumes, kept -> {
            JsonObject value = new JsonObject();
            value.put("name", kept.name());
            value.put("services", new JsonArray(kept.services()));
            value.put("live", kept.live());
            value.put("kept", kept.kept());
            return value;
        }));
        return JsonWriter.string(object);
    }

    public static RestorePlan parse(String text) {
        return StateDocument.read("the last restore", text, RestorePlan::plan);
    }

    private static RestorePlan plan(JsonObject object) {
        return new RestorePlan(
                SetDocument.text(object, "id"),
                SetDocument.text(object, "set"),
                SetDocument.time(object, "at"),
                Phase.valueOf(SetDocument.text(object, "phase")),
                Optional.ofNullable(object.getString("branchedAt")).map(Instant::parse),
                Optional.ofNullable(object.getObject("postgres"))
                        .map(move -> new Postgres(
                                SetDocument.text(move, "service"),
                                SetDocument.text(move, "live"),
                                SetDocument.text(move, "copy"),
                                Optional.ofNullable(move.getString("until"))
                                        .map(until -> new Until(
                                                Instant.parse(until),
                                                SetDocument.text(move, "timeline"),
                                                move.getBoolean("end", false))),
                                SetDocument.text(move, "restorePoint"))),
                SetDocument.list(
                        object.getArray("redis"),
                        move -> new Move(
                                SetDocument.text(move, "service"),
                                SetDocument.text(move, "live"),
                                SetDocument.text(move, "copy"))),
                SetDocument.list(
                        object.getArray("volumes"),
                        kept -> new Kept(
                                SetDocument.text(kept, "name"),
                                SetDocument.texts(kept.getArray("services")),
                                SetDocument.text(kept, "live"),
                                SetDocument.text(kept, "kept"))));
    }
}
