package dev.berth.backup;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.berth.docker.Engine;
import dev.berth.docker.ExecResult;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.workspace.Definition;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A backup repository: the sets in it, and beside them what pgBackRest keeps. Wherever it lies, files go in and out through
 * pgBackRest, which writes each whole or not at all.
 */
final class Repository {
    /** Where its volume is in containers. */
    private static final String FOLDER = "/var/lib/pgbackrest";

    /** Some segments of the log: what a backup takes at least. */
    private static final long LEAST_ROOM = 64L << 20;

    private static final String SETS = "sets";
    private static final String MANIFEST = "manifest.json";
    private static final String STATE = "state.json";
    private static final String TIMELINES = "timelines.json";
    private static final String BEGUN = "begun";

    private final Workbench workbench;

    Repository(Workbench workbench) {
        this.workbench = workbench;
    }

    /** The container it is reached in. */
    String container() {
        return workbench.container();
    }

    /** Refuses at once where it is a bucket whose server does not answer. */
    void requireServer(Definition.BackupRepository definition, Clock clock, Duration patience) {
        BucketServer.require(workbench, definition, clock, patience);
    }

    /** Where a part of a set lies. */
    static String path(String set, String part) {
        return "%s/%s/%s".formatted(SETS, set, part);
    }

    /** pgBackRest, as the owner of the repository. */
    PgBackRest program(Engine engine) {
        return new PgBackRest(
                engine,
                workbench.container(),
                workbench.project(),
                List.of("setpriv", "--reuid=10001", "--regid=10001", "--clear-groups"));
    }

    /**
     * What is listed.
     *
     * @param sets that are complete, oldest first
     * @param unreadable ids of those of which a file that tells of them cannot be read
     */
    record Listed(List<KnownSet> sets, List<String> unreadable) {}

    Listed list(Engine engine) {
        Map<String, List<String>> files = new TreeMap<>();
        for (String path : files(SETS).keySet()) {
            int slash = path.indexOf('/');
            if (slash > 0) {
                files.computeIfAbsent(path.substring(0, slash), set -> new ArrayList<>())
                        .add(path.substring(slash + 1));
            }
        }
        List<String> wanted = new ArrayList<>();
        files.forEach((set, names) -> {
            if (names.contains(MANIFEST)) {
                wanted.add(path(set, MANIFEST));
                if (names.contains(STATE)) {
                    wanted.add(path(set, STATE));
                }
            }
        });
        Map<String, String> texts = read(wanted);
        Set<String> labels =
                wanted.isEmpty() ? Set.of() : labels(program(engine).info());
        List<KnownSet> entries = new ArrayList<>();
        List<String> damaged = new ArrayList<>();
        files.forEach((set, names) -> {
            if (names.contains(MANIFEST)) {
                known(set, names, texts, labels).ifPresentOrElse(entries::add, () -> damaged.add(set));
            }
        });
        entries.sort(Comparator.comparing(entry -> entry.set().createdAt()));
        return new Listed(entries, damaged);
    }

    private static Set<String> labels(PgBackRestInfo info) {
        if (info.isUnreadable()) {
            throw RepositoryFailure.of("list the backups of PostgreSQL", info.message());
        }
        return info.backups().stream().map(PgBackRestInfo.Backup::label).collect(Collectors.toSet());
    }

    /** Empty where its manifest, or what became known of it, cannot be read: to take that for unknown would undo a pin. */
    private static Optional<KnownSet> known(
            String set, List<String> names, Map<String, String> texts, Set<String> labels) {
        String manifest = texts.get(path(set, MANIFEST));
        String state = texts.get(path(set, STATE));
        if (manifest == null || (names.contains(STATE) && state == null)) {
            return Optional.empty();
        }
        try {
            BackupSet read = SetDocument.read(manifest);
            return Optional.of(
                    new KnownSet(read, state == null ? SetState.NEW : StateText.read(state), isThere(read, labels)));
        } catch (BerthException e) {
            // One that is cut off, or that a newer Berth wrote, must not hide the others.
            return Optional.empty();
        }
    }

    private static boolean isThere(BackupSet set, Set<String> labels) {
        return set.postgres()
                .map(postgres -> labels.containsAll(postgres.labels()))
                .orElse(true);
    }

    /** Folders of sets that have no manifest: what a run that was cut off has left. */
    List<String> unfinished() {
        Map<String, Boolean> complete = new TreeMap<>();
        for (String path : files(SETS).keySet()) {
            int slash = path.indexOf('/');
            if (slash > 0) {
                complete.merge(
                        path.substring(0, slash), path.substring(slash + 1).equals(MANIFEST), Boolean::logicalOr);
            }
        }
        return complete.entrySet().stream()
                .filter(entry -> !entry.getValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Sizes of all files below a folder, by path within it. */
    private Map<String, Long> files(String folder) {
        ExecResult result =
                workbench.run("repository", "repo-ls", PgBackRest.LOOK_WITHIN, "--recurse", "--output=json", folder);
        String text = succeeded("list the backups", result);
        Map<String, Long> files = new LinkedHashMap<>();
        try {
            JsonObject object = JsonParser.object().from(text.isEmpty() ? "{}" : text);
            object.keySet().forEach(path -> {
                JsonObject file = object.getObject(path);
                if ("file".equals(file.getString("type"))) {
                    files.put(path, file.getLong("size"));
                }
            });
        } catch (JsonParserException | RuntimeException e) {
            throw new BerthException(
                    ErrorCode.BACKUP_FAILED, "what pgBackRest lists of the repository cannot be read", null, e);
        }
        return files;
    }

    /** Reads small files, in one go. */
    private Map<String, String> read(List<String> paths) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (paths.isEmpty()) {
            return texts;
        }
        List<String> command = new ArrayList<>(List.of("read-all"));
        command.addAll(paths);
        String printed =
                succeeded("read the backups' manifests", workbench.run(command, InputStream.nullInputStream()));
        String reason = "";
        for (String line : printed.lines().toList()) {
            String[] words = line.split(" ", 3);
            if (words[1].equals("-")) {
                reason = words.length > 2 ? words[2].strip() : "nothing more is known";
            } else {
                texts.put(words[0], new String(Base64.getDecoder().decode(words[1]), StandardCharsets.UTF_8));
            }
        }
        // One that is damaged must not hide the others; where none can be read it is not they.
        if (texts.isEmpty()) {
            throw RepositoryFailure.of("read the backups' manifests", reason);
        }
        return texts;
    }

    /** When the database was exchanged for another state of it; whoever has the repository must know. */
    Timelines timelines() {
        String path = SETS + "/" + TIMELINES;
        return Timelines.parse(
                files(SETS).containsKey(TIMELINES)
                        ? Optional.ofNullable(read(List.of(path)).get(path))
                        : Optional.empty());
    }

    void write(Timelines timelines) {
        store(SETS + "/" + TIMELINES, timelines.text());
    }

    /**
     * Writes the first file of a set, so that a repository which takes none says so at once, and before PostgreSQL is asked for
     * anything.
     */
    void begin(String set, Instant at) {
        succeeded(
                "begin a set",
                workbench.run(
                        List.of("repository", "repo-put", PgBackRest.LOOK_WITHIN, "--raw", path(set, BEGUN)),
                        new ByteArrayInputStream((at + "\n").getBytes(StandardCharsets.UTF_8))));
    }

    /** Writes the manifest, after which the set is one. */
    void complete(BackupSet set) {
        store(path(set.id(), MANIFEST), SetDocument.write(set));
    }

    void write(String set, SetState state) {
        store(path(set, STATE), StateText.write(state));
    }

    /** Stores bytes of this process as a part. */
    BackupSet.Part store(String path, InputStream content) {
        return stored(path, workbench.run(List.of("store", path), content));
    }

    /**
     * Stores what a command prints as a part.
     *
     * @param command run by a shell in the workbench, where volumes lie below {@code /source}
     * @return empty where the command found its source changing (exit code 75)
     */
    Optional<BackupSet.Part> storeOutput(String path, List<String> command) {
        List<String> words = new ArrayList<>(List.of("store-output", path));
        words.addAll(command);
        ExecResult result = workbench.run(words, InputStream.nullInputStream());
        return result.exitCode() == CHANGING ? Optional.empty() : Optional.of(stored(path, result));
    }

    private static final int CHANGING = 75;

    private BackupSet.Part stored(String path, ExecResult result) {
        String[] words = succeeded("store " + path, result).split(" ", 2);
        return new BackupSet.Part(path, words[0], Long.parseLong(words[1].strip()));
    }

    private void store(String path, String text) {
        store(path, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Reads parts whole.
     *
     * @return what is wrong with each, by its path; those that are well are left out
     */
    Map<String, String> check(List<BackupSet.Part> parts) {
        List<String> command = new ArrayList<>(List.of("check"));
        parts.forEach(part -> command.add(part.path()));
        ExecResult result = workbench.run(command, InputStream.nullInputStream());
        Map<String, String> found = new LinkedHashMap<>();
        result.output().lines().forEach(line -> {
            String[] words = line.split(" ", 4);
            parts.stream()
                    .filter(part -> words.length > 2 && part.path().equals(words[2]))
                    .forEach(part -> found.put(part.path(), problem(part, words)));
        });
        Map<String, String> problems = new LinkedHashMap<>();
        parts.forEach(part -> {
            String problem = found.getOrDefault(part.path(), "it was not read: " + Workbench.lastWords(result));
            if (!problem.isEmpty()) {
                problems.put(part.path(), problem);
            }
        });
        return problems;
    }

    private static String problem(BackupSet.Part part, String[] words) {
        if (words[0].equals("-")) {
            return unreadable(part, words.length > 3 ? words[3].strip() : "");
        }
        if (!words[0].equals(part.sha256())) {
            return "its content is not what was stored: SHA-256 %s instead of %s".formatted(words[0], part.sha256());
        }
        return words[1].equals(Long.toString(part.bytes()))
                ? ""
                : "it has %s bytes instead of %d".formatted(words[1], part.bytes());
    }

    /** That a bucket does not answer says nothing of what lies in it. */
    private static String unreadable(BackupSet.Part part, String reason) {
        if (reason.isEmpty()) {
            return "it cannot be read: nothing more is known";
        }
        Complaint complaint = Complaint.of(reason);
        if (complaint.isOfTheWay()) {
            throw RepositoryFailure.of("read " + part.path(), reason);
        }
        return "it cannot be read: " + (complaint.kind() == Complaint.Kind.OTHER ? reason : complaint.sentence());
    }

    /**
     * Whether a script finds that something holds.
     *
     * @param arguments of the script
     */
    boolean holds(String script, String... arguments) {
        List<String> words = new ArrayList<>(List.of("bash", "-c", script, "berth"));
        words.addAll(List.of(arguments));
        return workbench.run(words, InputStream.nullInputStream()).succeeded();
    }

    /** How much room a part of that name takes in the newest set that has one; zero where none has. */
    long bytesOfLast(String name) {
        return files(SETS).entrySet().stream()
                .filter(file -> file.getKey().endsWith("/" + name))
                .max(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .orElse(0L);
    }

    /** Whose a folder of a source is, as {@code UID:GID}. */
    String owner(String folder) {
        return workbench.require("see whose " + folder + " is", "stat", "--format=%u:%g", folder);
    }

    /**
     * Looks for room where it is a volume: one that is filled to its brim would stop a database's log, too. How much a backup
     * will take nobody knows.
     *
     * @param bytes that it surely takes beside a few segments of the log
     */
    void requireRoom(Definition.BackupRepository definition, long bytes) {
        if (!(definition instanceof Definition.BackupRepository.Volume)) {
            return;
        }
        Room room = new Room(workbench);
        room.need("a backup", FOLDER, bytes + LEAST_ROOM);
        room.missing().ifPresent(words -> {
            throw new BerthException(
                    ErrorCode.BACKUP_FAILED,
                    "there is not enough room in the repository: " + words,
                    "Make room where the engine keeps its volumes, or let go of sets by backup prune. Nothing was begun.");
        });
    }

    /**
     * Asks for what it holds, so that what was found before is known to be of that and not of the way there.
     *
     * @throws BerthException BACKUP_FAILED where it does not answer
     */
    void requireAnswer() {
        files(SETS);
    }

    /** Removes a set, the manifest first, so that nothing half removed counts as one. */
    void remove(String set) {
        workbench.require("remove the backup " + set, "repository", "repo-rm", path(set, MANIFEST));
        discard(set);
    }

    /** Removes what there is of a set that is none. */
    void discard(String set) {
        workbench.require(
                "remove the backup " + set,
                "repository",
                "repo-rm",
                PgBackRest.LOOK_WITHIN,
                "--recurse",
                SETS + "/" + set);
    }

    private String succeeded(String what, ExecResult result) {
        if (!result.succeeded()) {
            throw RepositoryFailure.of(what, Workbench.said(result), workbench.project());
        }
        return result.output().strip();
    }
}
