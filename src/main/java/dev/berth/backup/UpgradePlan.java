package dev.berth.backup;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import dev.berth.docker.ComposeModel;
import dev.berth.environment.Environment;
import dev.berth.environment.StateDocument;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an upgrade of a database puts in the place of what, as it is remembered with the engine before anything is touched.
 *
 * @param id of the upgrade
 * @param owner of the database's files, as {@code UID:GID}
 * @param volume the engine's name of the volume, or the host's folder, that all of them lie in
 * @param mount where that is in the database's container
 * @param live the folder that served before
 * @param next the folder in which the new version looks for its cluster
 * @param programs the id of the image that the old version's programs are taken from
 * @param stoppedAt when the old version took its last write, by the clock of its host; empty before that is known
 * @param systems the system identifiers of the old and of the new cluster; none before they are known
 */
public record UpgradePlan(
        String id,
        Phase phase,
        String service,
        int from,
        int to,
        String owner,
        String volume,
        String mount,
        String live,
        String next,
        String programs,
        Optional<Instant> stoppedAt,
        List<String> systems) {

    /** How far an upgrade has got. */
    public enum Phase {
        /** The old version is stopped, and its data being brought over: nothing may be started. */
        EXCHANGING,
        /** The new version serves, and what served before lies beside it; backups of it are yet to begin. */
        SERVING,
        /** Backups of the new version are made, too. */
        DONE,
        /** Folders are being put back: nothing may be started. */
        UNDOING,
        /** The old version serves again, and what the new one has written lies beside. */
        UNDONE,
        /** What lay beside was removed. */
        ACCEPTED
    }

    static UpgradePlan of(Environment environment, ClusterFiles files, String programs, String id) {
        ClusterFiles.Found live = files.unfit().orElseThrow();
        if (files.served().isEmpty() && files.clusters().size() > 1) {
            throw new BerthException(
                    ErrorCode.PREFLIGHT_FAILED,
                    "%s has several clusters in its volume, and nothing says which one served: %s"
                            .formatted(
                                    files.service(),
                                    String.join(
                                            ", ",
                                            files.clusters().stream()
                                                    .map(ClusterFiles.Found::folder)
                                                    .toList())),
                    "Move away what is no longer needed. Nothing was changed.");
        }
        ComposeModel.Mount mount = environment.composeService(files.service()).mounts().stream()
                .filter(each -> !each.readOnly() && (live.folder() + "/").startsWith(each.target() + "/"))
                .findFirst()
                .orElseThrow();
        String next = files.place().isEmpty() ? live.folder() : files.place();
        if (mount.target().equals(live.folder()) || !next.startsWith(mount.target() + "/")) {
            throw new BerthException(
                    ErrorCode.PREFLIGHT_FAILED,
                    "the data of %s lies in %s and its image looks in %s: both must be folders of one volume, and not its root"
                            .formatted(files.service(), live.folder(), next),
                    "Bring the data over by a dump: docs/upgrades.md says how. Nothing was changed.");
        }
        return new UpgradePlan(
                id,
                Phase.EXCHANGING,
                files.service(),
                live.version(),
                files.program(),
                live.owner(),
                mount.source(),
                mount.target(),
                live.folder(),
                next,
                programs,
                Optional.empty(),
                List.of());
    }

    /** The same, further on. */
    public UpgradePlan with(Phase reached) {
        return new UpgradePlan(
                id, reached, service, from, to, owner, volume, mount, live, next, programs, stoppedAt, systems);
    }

    /** The same, once both clusters are there. */
    public UpgradePlan with(Instant stopped, List<String> identifiers) {
        return new UpgradePlan(
                id,
                phase,
                service,
                from,
                to,
                owner,
                volume,
                mount,
                live,
                next,
                programs,
                Optional.of(stopped),
                identifiers);
    }

    /** Where the new version's cluster is made. */
    String copy() {
        return beside(next, "beside-");
    }

    /** Where what served before is kept. */
    String kept() {
        return beside(live, "before-");
    }

    /** Where the new version's cluster is put when the upgrade is taken back. */
    public String undone() {
        return beside(next, "undone-");
    }

    private String beside(String folder, String prefix) {
        return folder.substring(0, folder.lastIndexOf('/')) + "/" + prefix + id;
    }

    /** As it is remembered. */
    public String text() {
        JsonObject object = new JsonObject();
        object.put("id", id);
        object.put("phase", phase.name());
        object.put("service", service);
        object.put("from", from);
        object.put("to", to);
        object.put("owner", owner);
        object.put("volume", volume);
        object.put("mount", mount);
        object.put("live", live);
        object.put("next", next);
        object.put("programs", programs);
        stoppedAt.ifPresent(at -> object.put("stoppedAt", at.toString()));
        object.put("systems", new JsonArray(systems));
        return JsonWriter.string(object);
    }

    /** Reads what is remembered; empty for nothing. */
    public static Optional<UpgradePlan> parse(Optional<String> text) {
        return text.filter(each -> !each.isEmpty())
                .map(each -> StateDocument.read("the last upgrade", each, UpgradePlan::plan));
    }

    private static UpgradePlan plan(JsonObject object) {
        return new UpgradePlan(
                SetDocument.text(object, "id"),
                Phase.valueOf(SetDocument.text(object, "phase")),
                SetDocument.text(object, "service"),
                object.getInt("from"),
                object.getInt("to"),
                SetDocument.text(object, "owner"),
                SetDocument.text(object, "volume"),
                SetDocument.text(object, "mount"),
                SetDocument.text(object, "live"),
                SetDocument.text(object, "next"),
                SetDocument.text(object, "programs"),
                Optional.ofNullable(object.getString("stoppedAt")).map(Instant::parse),
                SetDocument.texts(object.getArray("systems", new JsonArray())));
    }
}
