package dev.berth.health;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.workspace.WholeFile;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What was seen of each environment's volumes from this machine, so that a status report need not measure, and a board knows
 * at once how they grow.
 *
 * <p>A file an environment, replaced whole: one line with what was seen last, which is all that a status report reads, and one
 * with the courses. It lies on this machine and not with the engine, where whoever only looks writes nothing; each operator
 * has what their own looks brought. Who writes last wins, and a file that is damaged, of another engine, or from the
 * future says nothing: only what was remembered is lost.
 */
public final class VolumeMemory {
    private static final int FORMAT = 1;

    /** What is older is no news of a volume that perhaps is gone. */
    private static final Duration LONGEST = Course.LONGEST;

    private final Workspace workspace;
    private final Path folder;
    private final Clock clock;

    public VolumeMemory(Workspace workspace, Clock clock) {
        this.workspace = workspace;
        this.folder = workspace.state().resolve("volumes");
        this.clock = clock;
    }

    /** How a stack's volumes were when they were looked at last, the worst first; what fills them has gone on doing so. */
    public List<VolumeUse> latest(Stack stack) {
        Optional<String> text = Workspace.stateText(folder.resolve(stack.environment()));
        if (text.isEmpty()) {
            return List.of();
        }
        int end = text.get().indexOf('\n');
        List<VolumeUse> volumes = new ArrayList<>();
        try {
            for (Object each : volumes(text.get().substring(0, Math.max(0, end)), stack)) {
                Optional<VolumeUse> use = use(each);
                if (use.isPresent() && isMounted(use.get(), stack) && isFresh(use.get())) {
                    volumes.add(use.get().at(clock.instant()).judged(stack.volumeRules()));
                }
            }
        } catch (JsonParserException | RuntimeException | StackOverflowError e) {
            return List.of();
        }
        volumes.sort(VolumeUse.WORST_FIRST);
        return volumes;
    }

    /** The same with everything that was seen before, by the volume's name. */
    Map<String, VolumeHistory> read(Stack stack) {
        Map<String, VolumeHistory> histories = new LinkedHashMap<>();
        Optional<String> text = Workspace.stateText(folder.resolve(stack.environment()));
        int end = text.map(each -> each.indexOf('\n')).orElse(-1);
        if (end < 0) {
            return histories;
        }
        try {
            JsonObject courses = JsonParser.object().from(text.get().substring(end + 1));
            for (Object each : volumes(text.get().substring(0, end), stack)) {
                Optional<VolumeUse> use = use(each).filter(volume -> isMounted(volume, stack));
                if (use.isPresent()) {
                    VolumeHistory history = history(
                            use.get(),
                            (JsonObject) each,
                            courses.getObject(use.get().name()));
                    if (isFresh(use.get()) || history.isSilent(clock.instant())) {
                        histories.put(use.get().name(), history);
                    }
                }
            }
        } catch (JsonParserException | RuntimeException | StackOverflowError e) {
            return new LinkedHashMap<>();
        }
        return histories;
    }

    /** Remembers these instead of what was before; a workspace that cannot be written to remembers nothing. */
    void write(Stack stack, Collection<VolumeHistory> histories) {
        JsonArray volumes = new JsonArray();
        JsonObject courses = new JsonObject();
        for (VolumeHistory history : histories) {
            JsonObject volume = json(history.use());
            volume.put("again", history.again().toEpochMilli());
            volume.put("silentUntil", history.silentUntil().toEpochMilli());
            volumes.add(volume);
            JsonObject both = new JsonObject();
            both.put("sizes", json(history.sizes()));
            both.put("disk", json(history.disk()));
            courses.put(history.use().name(), both);
        }
        JsonObject first = new JsonObject();
        first.put("format", FORMAT);
        first.put("engine", stack.engine().host());
        first.put("project", stack.project());
        first.put("volumes", volumes);
        try {
            workspace.createState();
            Files.createDirectories(folder);
            WholeFile.replace(
                    folder.resolve(stack.environment()),
                    JsonWriter.string(first) + "\n" + JsonWriter.string(courses) + "\n");
        } catch (IOException | BerthException e) {
            // It is only shown, never relied on.
            return;
        }
    }

    /** Forgets volumes that are no more. */
    public void forget(Stack stack, Collection<String> volumes) {
        Map<String, VolumeHistory> histories = read(stack);
        if (histories.keySet().removeAll(volumes)) {
            write(stack, histories.values());
        }
    }

    private static JsonArray volumes(String line, Stack stack) throws JsonParserException {
        JsonObject object = JsonParser.object().from(line);
        boolean own = object.getInt("format") == FORMAT
                && stack.engine().host().equals(object.getString("engine"))
                && stack.project().equals(object.getString("project"));
        return own ? object.getArray("volumes") : new JsonArray();
    }

    private static VolumeHistory history(VolumeUse use, JsonObject head, JsonObject courses) {
        return new VolumeHistory(
                use,
                course(courses, "sizes"),
                course(courses, "disk"),
                instant(head, "again").orElse(Instant.EPOCH),
                instant(head, "silentUntil").orElse(Instant.EPOCH));
    }

    private static boolean isMounted(VolumeUse use, Stack stack) {
        for (Stack.Service service : stack.services()) {
            if (use.services().contains(service.name())) {
                return true;
            }
        }
        return false;
    }

    /** Whether it was seen within the last days, by a clock that went as this one does. */
    private boolean isFresh(VolumeUse use) {
        Duration age = Duration.between(use.seenAt(), clock.instant());
        return !age.isNegative() && age.compareTo(LONGEST) <= 0;
    }

    private static JsonObject json(VolumeUse use) {
        JsonObject object = new JsonObject();
        object.put("name", use.name());
        object.put("services", new JsonArray(use.services()));
        object.put("target", use.target());
        use.bytes().ifPresent(bytes -> object.put("bytes", bytes));
        use.countedAt().ifPresent(at -> object.put("countedAt", at.toEpochMilli()));
        object.put("basis", use.basis());
        use.room().ifPresent(room -> {
            object.put("capacity", room.capacityBytes());
            object.put("free", room.freeBytes());
            object.put("roomAt", room.at().toEpochMilli());
        });
        use.growthBytesPerDay().ifPresent(growth -> object.put("growth", growth));
        use.daysToFull().ifPresent(days -> object.put("days", days));
        return object;
    }

    /** Empty for what nobody wrote like that. */
    private static Optional<VolumeUse> use(Object volume) {
        if (!(volume instanceof JsonObject object)) {
            return Optional.empty();
        }
        String name = object.getString("name", "");
        List<String> services = new ArrayList<>();
        JsonArray array = object.getArray("services", new JsonArray());
        for (int i = 0; i < array.size(); i++) {
            services.add(array.getString(i, ""));
        }
        if (name.isEmpty() || services.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new VolumeUse(
                name,
                services,
                object.getString("target", ""),
                amount(object, "bytes"),
                instant(object, "countedAt"),
                object.getString("basis", ""),
                room(object),
                number(object, "growth"),
                number(object, "days"),
                Optional.empty()));
    }

    private static Optional<VolumeUse.Room> room(JsonObject object) {
        OptionalLong capacity = amount(object, "capacity");
        OptionalLong free = amount(object, "free");
        Optional<Instant> at = instant(object, "roomAt");
        return capacity.orElse(0) > 0 && free.isPresent() && free.getAsLong() <= capacity.getAsLong() && at.isPresent()
                ? Optional.of(new VolumeUse.Room(capacity.getAsLong(), free.getAsLong(), at.get()))
                : Optional.empty();
    }

    private static OptionalLong amount(JsonObject object, String key) {
        long amount = object.getLong(key, -1);
        return amount < 0 ? OptionalLong.empty() : OptionalLong.of(amount);
    }

    private static OptionalDouble number(JsonObject object, String key) {
        double number = object.getDouble(key, Double.NaN);
        return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    }

    private static Optional<Instant> instant(JsonObject object, String key) {
        long millis = object.getLong(key, -1);
        return millis < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /** Moments in seconds and amounts, in turn. */
    private static JsonArray json(Course course) {
        JsonArray array = new JsonArray();
        for (Course.Point point : course.points()) {
            array.add(point.at().getEpochSecond());
            array.add(point.amount());
        }
        return array;
    }

    private static Course course(JsonObject object, String key) {
        JsonArray array = object.getArray(key);
        List<Course.Point> points = new ArrayList<>();
        for (int i = 0; i + 1 < array.size() && points.size() < Course.MOST; i += 2) {
            Instant at = Instant.ofEpochSecond(array.getLong(i));
            if (points.isEmpty() || points.getLast().at().isBefore(at)) {
                points.add(new Course.Point(at, array.getLong(i + 1)));
            }
        }
        return new Course(points);
    }
}
