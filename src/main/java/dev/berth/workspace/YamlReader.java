package dev.berth.workspace;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Turns one YAML text into values that know their places, within limits that keep any file harmless.
 *
 * <p>Reads the parser's events rather than its nodes: fewer classes are loaded at every command, and an alias is counted by
 * what it stands for before anything is expanded.
 */
final class YamlReader {
    private static final int DEEPEST = 50;
    private static final int MOST_VALUES = 20_000;
    private static final int LONGEST_NUMBER = 40;
    private static final int LONGEST_POWER = "e-99".length();
    private static final String MERGE = "<<";
    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setCodePointLimit(TextFile.LARGEST).build();

    /** What an anchor stands for, and how many values that is. */
    private record Anchored(Value value, int weight) {}

    private final Path shown;
    private final Iterator<Event> events;
    private final Map<String, @Nullable Anchored> anchors = new HashMap<>();
    private int count;

    private YamlReader(String text, Path shown) {
        this.shown = shown;
        this.events = new Parse(SETTINGS).parseString(text).iterator();
    }

    /**
     * Reads a text that is one mapping.
     *
     * @param shown the path that messages name
     * @throws DefinitionException when it is not YAML, not a mapping, or too much
     */
    static Value.Mapping read(String text, Path shown) {
        try {
            return new YamlReader(text, shown).document();
        } catch (MarkedYamlEngineException e) {
            refuseConflict(text, shown);
            Place place = e.getProblemMark()
                    .or(e::getContextMark)
                    .map(mark -> place(mark, shown))
                    .orElse(Place.wholeFile(shown));
            throw wrong(
                    place,
                    "this is not YAML: " + String.valueOf(e.getProblem()).strip(),
                    "Check the indentation, the brackets and the quotes here and in the lines above.");
        } catch (ReaderException e) {
            int line = 1
                    + (int) text.codePoints()
                            .limit(Math.max(0, e.getPosition()))
                            .filter(point -> point == '\n')
                            .count();
            throw wrong(
                    new Place(shown, line, 0),
                    "this is not YAML: it holds the unprintable character U+%04X".formatted(e.getCodePoint()),
                    "Remove it; is this the right file?");
        } catch (NumberFormatException e) {
            // The library lets this one out where the text ends within an escape.
            throw wrong(
                    Place.wholeFile(shown),
                    "this is not YAML: a backslash is followed by too few digits",
                    "Write \\u and four hexadecimal digits, or put the text into single quotes.");
        } catch (YamlEngineException e) {
            throw wrong(
                    Place.wholeFile(shown),
                    "this is not YAML: " + e.getMessage(),
                    "Check that this is the right file.");
        }
    }

    private static void refuseConflict(String text, Path shown) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("<<<<<<< ")) {
                throw wrong(
                        new Place(shown, i + 1, 1),
                        "a merge conflict begins here",
                        "Decide for one side, and remove the lines with <<<<<<<, ======= and >>>>>>>.");
            }
        }
    }

    private Value.Mapping document() {
        events.next();
        Event start = events.next();
        if (start.getEventId() == Event.ID.StreamEnd) {
            throw wrong(Place.wholeFile(shown), "the file is empty", "Write at least one key into it.");
        }
        Value value = value(events.next(), 1);
        events.next();
        Event end = events.next();
        if (end.getEventId() != Event.ID.StreamEnd) {
            throw wrong(
                    place(end), "a second document begins here", "Keep one document a file: remove the line with ---.");
        }
        if (value instanceof Value.Mapping mapping) {
            return mapping;
        }
        throw wrong(
                value.place(),
                "the file is %s where keys with values are expected".formatted(Wording.described(value)),
                "Write lines such as \"key: value\".");
    }

    private Value value(Event event, int depth) {
        Place place = place(event);
        if (event instanceof AliasEvent alias) {
            return alias(alias, place);
        }
        countTo(count + 1, place);
        if (depth > DEEPEST) {
            throw wrong(place, "values are nested more than %d deep".formatted(DEEPEST), "Is this the right file?");
        }
        NodeEvent node = (NodeEvent) event;
        String anchor = node.getAnchor().map(Object::toString).orElse("");
        if (!anchor.isEmpty()) {
            anchors.put(anchor, null);
        }
        int before = count;
        Value value = event instanceof ScalarEvent scalar ? scalar(scalar, place) : collection(event, place, depth);
        if (!anchor.isEmpty()) {
            anchors.put(anchor, new Anchored(value, count - before + 1));
        }
        return value;
    }

    private Value alias(AliasEvent alias, Place place) {
        String name = alias.getAlias().toString();
        Anchored anchored = anchors.get(name);
        if (anchored == null) {
            throw wrong(
                    place,
                    anchors.containsKey(name)
                            ? "*%s stands inside of what it refers to".formatted(name)
                            : "*%s refers to an anchor that does not exist".formatted(name),
                    "Write &%s before a value further up.".formatted(name));
        }
        countTo(count + anchored.weight(), place);
        return anchored.value();
    }

    private void countTo(int total, Place place) {
        if (total > MOST_VALUES) {
            throw wrong(
                    place,
                    "the file holds more than %,d values, aliases expanded".formatted(MOST_VALUES),
                    "Definitions are small: is this the right file?");
        }
        count = total;
    }

    private Value scalar(ScalarEvent event, Place place) {
        refuseTag(event.getTag(), place);
        if (hasHalf(event.getValue())) {
            throw wrong(place, "this holds half a character", "Write it whole: \\U and eight digits.");
        }
        if (event.getValue().indexOf('\0') >= 0) {
            throw wrong(
                    place, "the value holds the character U+0000", "Remove it: no program can be given such a value.");
        }
        return new Value.Scalar(place, type(event), event.getValue());
    }

    /** Whether one of two that make a character stands without the other: no file can bear such a name, and UTF-8 has none. */
    private static boolean hasHalf(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static Value.Type type(ScalarEvent event) {
        Tag tag = SETTINGS.getSchema()
                .getScalarResolver()
                .resolve(event.getValue(), event.getImplicit().canOmitTagInPlainScalar());
        if (tag.equals(Tag.INT) && isShort(event.getValue())) {
            return Value.Type.INTEGER;
        }
        if (tag.equals(Tag.FLOAT)
                && isShort(event.getValue())
                && Character.digit(
                                event.getValue()
                                        .codePointBefore(event.getValue().length()),
                                10)
                        >= 0) {
            return Value.Type.NUMBER;
        }
        if (tag.equals(Tag.BOOL)) {
            return Value.Type.BOOLEAN;
        }
        return tag.equals(Tag.NULL) ? Value.Type.NULL : Value.Type.STRING;
    }

    /** Whether a number is one that can be reckoned with: longer digits, and higher powers of ten, are but text. */
    private static boolean isShort(String number) {
        int power = Math.max(number.indexOf('e'), number.indexOf('E'));
        return number.length() <= LONGEST_NUMBER && (power < 0 || number.length() - power <= LONGEST_POWER);
    }

    private Value collection(Event event, Place place, int depth) {
        refuseTag(((CollectionStartEvent) event).getTag(), place);
        return event.getEventId() == Event.ID.SequenceStart ? sequence(place, depth) : mapping(place, depth);
    }

    private Value sequence(Place place, int depth) {
        List<Value> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(value(event, depth + 1));
        }
        return new Value.Sequence(place, items);
    }

    private Value mapping(Place place, int depth) {
        Map<String, Value.Entry> entries = new LinkedHashMap<>();
        Map<String, Value.Entry> inherited = new LinkedHashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            if (!(value(event, depth + 1) instanceof Value.Scalar key)) {
                throw wrong(place(event), "a key must be plain text", "Write lines such as \"key: value\".");
            }
            Value value = value(events.next(), depth + 1);
            if (key.text().equals(MERGE)) {
                inherit(value, inherited);
                continue;
            }
            Value.Entry first = entries.putIfAbsent(key.text(), new Value.Entry(key.place(), value));
            if (first != null) {
                throw wrong(
                        key.place(),
                        "the key \"%s\" stands here a second time".formatted(key.text()),
                        "The first one is in line %d: keep one of them."
                                .formatted(first.key().line()));
            }
        }
        inherited.forEach(entries::putIfAbsent);
        return new Value.Mapping(place, entries);
    }

    private static void inherit(Value value, Map<String, Value.Entry> inherited) {
        if (value instanceof Value.Mapping mapping) {
            mapping.entries().forEach(inherited::putIfAbsent);
        } else if (value instanceof Value.Sequence sequence) {
            for (Value item : sequence.items()) {
                if (!(item instanceof Value.Mapping)) {
                    throw notMergeable(item);
                }
                inherit(item, inherited);
            }
        } else {
            throw notMergeable(value);
        }
    }

    private static DefinitionException notMergeable(Value value) {
        return wrong(value.place(), "<< takes a mapping, not " + Wording.described(value), "Write <<: *anchor.");
    }

    private static void refuseTag(Optional<String> tag, Place place) {
        if (tag.isPresent() && !tag.get().equals("!")) {
            throw wrong(place, "the tag %s has no meaning here".formatted(tag.get()), "Remove it.");
        }
    }

    private Place place(Event event) {
        return event.getStartMark().map(mark -> place(mark, shown)).orElse(Place.wholeFile(shown));
    }

    private static Place place(Mark mark, Path shown) {
        return new Place(shown, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static DefinitionException wrong(Place place, String message, String hint) {
        return new DefinitionException(List.of(Problem.at(place, "", message, hint)));
    }
}
