package dev.berth.migration;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import dev.berth.environment.StateDocument;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.flywaydb.core.api.MigrationVersion;

/**
 * What must be known of a database's migrations beside its own history, which knows only what has ended.
 *
 * @param begun the migration that was begun outside a transaction, and of which no end is known
 * @param baseline what was declared as held, where that is known
 */
record Notes(Optional<Begun> begun, Optional<Baseline> baseline) {
    static final Notes NONE = new Notes(Optional.empty(), Optional.empty());

    private static final int FORMAT = 1;

    /** A migration whose statements take effect one by one. */
    record Begun(String script, OptionalInt checksum, Instant at) {

        /** Whether the history has its end, good or bad. */
        boolean hasEnded(History history) {
            return history.migrations().stream()
                    .anyMatch(migration -> migration.script().equals(script)
                            && migration.installedAt().isPresent()
                            && migration.checksum().equals(checksum));
        }
    }

    /**
     * The files that were there when a database was declared as migrated up to a version.
     *
     * @param files checksums of their texts, by version
     */
    record Baseline(String version, Map<String, Integer> files) {

        /** What a folder holds up to that version. */
        static Baseline of(MigrationFolder folder, String version) {
            Map<String, Integer> files = new TreeMap<>();
            for (MigrationFile file : folder.files()) {
                file.version()
                        .filter(each -> each.compareTo(MigrationVersion.fromVersion(version)) <= 0)
                        .ifPresent(each -> files.put(each.getVersion(), file.checksum()));
            }
            return new Baseline(version, files);
        }

        boolean isAt(String other) {
            return MigrationVersion.fromVersion(version).equals(MigrationVersion.fromVersion(other));
        }

        boolean knows(MigrationVersion other) {
            return files.containsKey(other.getVersion());
        }

        /** Whether it was there with the text that it has now. */
        boolean holds(MigrationFile file) {
            return file.version()
                    .map(each -> Integer.valueOf(file.checksum()).equals(files.get(each.getVersion())))
                    .orElse(false);
        }
    }

    Notes withBegun(Begun migration) {
        return new Notes(Optional.of(migration), baseline);
    }

    Notes withNothingBegun() {
        return new Notes(Optional.empty(), baseline);
    }

    Notes withBaseline(Baseline declared) {
        return new Notes(begun, Optional.of(declared));
    }

    String text() {
        JsonObject document = new JsonObject();
        document.put("format", FORMAT);
        begun.ifPresent(migration -> {
            JsonObject part = new JsonObject();
            part.put("script", migration.script());
            migration.checksum().ifPresent(checksum -> part.put("checksum", checksum));
            part.put("at", migration.at().toString());
            document.put("begun", part);
        });
        baseline.ifPresent(declared -> {
            JsonObject files = new JsonObject();
            files.putAll(declared.files());
            JsonObject part = new JsonObject();
            part.put("version", declared.version());
            part.put("files", files);
            document.put("baseline", part);
        });
        return JsonWriter.string(document);
    }

    static Notes parse(String text) {
        return StateDocument.read(
                "what was noted of migrations",
                text,
                document -> new Notes(
                        Optional.ofNullable(document.getObject("begun")).map(Notes::begun),
                        Optional.ofNullable(document.getObject("baseline")).map(Notes::baseline)));
    }

    private static Begun begun(JsonObject part) {
        return new Begun(
                part.getString("script"),
                part.has("checksum") ? OptionalInt.of(part.getInt("checksum")) : OptionalInt.empty(),
                Instant.parse(part.getString("at")));
    }

    private static Baseline baseline(JsonObject part) {
        JsonObject written = part.getObject("files");
        Map<String, Integer> files = new TreeMap<>();
        written.keySet().forEach(version -> files.put(version, written.getInt(version)));
        return new Baseline(part.getString("version"), files);
    }
}
