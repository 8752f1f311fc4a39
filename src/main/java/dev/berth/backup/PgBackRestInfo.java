package dev.berth.backup;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code pgbackrest info --output=json} tells of one stanza. It ends with 0 whatever it found: what is wrong stands in it.
 *
 * @param code 0 where all is well, 1 without a stanza, 2 without a backup, 99 where it could not look
 * @param message in pgBackRest's words
 * @param systemIds of the clusters that were ever archived there, the current one last
 * @param backups oldest first
 */
record PgBackRestInfo(int code, String message, List<String> systemIds, List<Backup> backups) {
    static final int NO_STANZA = 1;
    private static final int CANNOT_LOOK = 99;

    /**
     * A backup.
     *
     * @param needs labels of those that it rests on
     * @param damaged whether pages failed their checksums when it was made
     * @param archive the folder of its log below the stanza's, such as {@code 17-2}
     * @param set the Berth set that it belongs to, as its annotation says
     */
    record Backup(
            String label,
            List<String> needs,
            boolean damaged,
            long bytes,
            long stored,
            String firstSegment,
            String lastSegment,
            long startedAt,
            long stoppedAt,
            String archive,
            Optional<String> set) {}

    static PgBackRestInfo parse(String text) {
        try {
            JsonArray stanzas = JsonParser.array().from(text);
            return stanzas.isEmpty()
                    ? new PgBackRestInfo(NO_STANZA, "no stanza", List.of(), List.of())
                    : of(stanzas.getObject(0));
        } catch (JsonParserException | RuntimeException e) {
            throw new BerthException(
                    ErrorCode.BACKUP_FAILED, "what pgBackRest says of its backups cannot be read", null, e);
        }
    }

    private static PgBackRestInfo of(JsonObject stanza) {
        List<String> systemIds = new ArrayList<>();
        JsonArray databases = stanza.getArray("db", new JsonArray());
        for (int i = 0; i < databases.size(); i++) {
            // 64 bits without sign: more than a double keeps.
            systemIds.add(String.valueOf(databases.getObject(i).get("system-id")));
        }
        List<Backup> backups = new ArrayList<>();
        JsonArray array = stanza.getArray("backup", new JsonArray());
        for (int i = 0; i < array.size(); i++) {
            backups.add(backup(array.getObject(i), databases));
        }
        JsonObject status = stanza.getObject("status");
        return new PgBackRestInfo(
                status.getInt("code"), problem(stanza, status), List.copyOf(systemIds), List.copyOf(backups));
    }

    /** The stanza's own status says "other" where the repository's says why. */
    private static String problem(JsonObject stanza, JsonObject status) {
        JsonArray repositories = stanza.getArray("repo", new JsonArray());
        String message = status.getString("message", "");
        return repositories.isEmpty()
                ? message
                : repositories.getObject(0).getObject("status").getString("message", message);
    }

    private static Backup backup(JsonObject backup, JsonArray databases) {
        JsonObject archive = backup.getObject("archive");
        JsonObject info = backup.getObject("info");
        JsonObject time = backup.getObject("timestamp");
        JsonArray reference = backup.getArray("reference");
        return new Backup(
                SetDocument.text(backup, "label"),
                reference == null ? List.of() : SetDocument.texts(reference),
                backup.getBoolean("error", false),
                info.getLong("size"),
                info.getObject("repository").getLong("delta"),
                SetDocument.text(archive, "start"),
                SetDocument.text(archive, "stop"),
                time.getLong("start"),
                time.getLong("stop"),
                archive(backup.getObject("database", new JsonObject()).getInt("id"), databases),
                Optional.ofNullable(backup.getObject("annotation")).map(notes -> notes.getString("berth-set")));
    }

    /** Each cluster that was ever archived has a folder of its own, by its version and its number. */
    private static String archive(int id, JsonArray databases) {
        return databases.stream()
                .map(JsonObject.class::cast)
                .filter(database -> database.getInt("id") == id)
                .map(database -> "%s-%d".formatted(database.getString("version", ""), id))
                .findFirst()
                .orElse("");
    }

    boolean hasStanza() {
        return code != NO_STANZA;
    }

    /** Whether the repository cannot be read at all, as with a wrong key. */
    boolean isUnreadable() {
        return code == CANNOT_LOOK;
    }

    Optional<Backup> backup(String label) {
        return backups.stream().filter(each -> each.label().equals(label)).findFirst();
    }
}
