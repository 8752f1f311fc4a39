package dev.berth.logs.store;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Entries that lie in the file as one piece, in the order of their times.
 *
 * <p>Packed, it is a checksum, the length of what follows, that of the messages, and deflated: the messages; how many there
 * are; of all of them the times, each from the one before; who said them; their levels, and whether they were cut and say a
 * time themselves; those times, from the others; how long the messages are. A number has seven bits a byte, the lowest first,
 * and the eighth where another follows; its own lowest bit is its sign.
 */
final class Block {
    private static final int LEVEL = 0x0f;
    private static final int CUT = 0x10;
    private static final int LOGGED = 0x20;

    private static final int HEAD = 2 * Integer.BYTES;

    /** Levels are stored by tens. */
    private static final int LEVEL_STEP = 10;

    private final byte[] bytes;
    private final long[] times;
    private final long[] sources;
    private final byte[] kinds;
    private final long[] logged;

    /** Where messages begin, and behind the last of them, where it ends. */
    private final int[] begins;

    private int position;

    private Block(byte[] bytes, int text) {
        this.bytes = bytes;
        position = text;
        int size = (int) number();
        times = new long[size];
        sources = new long[size];
        logged = new long[size];
        begins = new int[size + 1];
        for (int i = 0; i < size; i++) {
            times[i] = (i == 0 ? 0 : times[i - 1]) + number();
        }
        for (int i = 0; i < size; i++) {
            sources[i] = number();
        }
        kinds = Arrays.copyOfRange(bytes, position, position + size);
        position += size;
        for (int i = 0; i < size; i++) {
            logged[i] = (kinds[i] & LOGGED) == 0 ? 0 : times[i] + number();
        }
        for (int i = 0; i < size; i++) {
            begins[i + 1] = begins[i] + (int) number();
        }
    }

    private long number() {
        long number = 0;
        for (int shift = 0; ; shift += 7) {
            byte part = bytes[position++];
            number |= (part & 0x7fL) << shift;
            if (part >= 0) {
                return (number >>> 1) ^ -(number & 1);
            }
        }
    }

    static byte[] pack(List<Row> rows) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        rows.forEach(row -> out.writeBytes(row.message().getBytes(StandardCharsets.UTF_8)));
        int text = out.size();
        putNumber(out, rows.size());
        long before = 0;
        for (Row row : rows) {
            putNumber(out, row.nanos() - before);
            before = row.nanos();
        }
        putNumbers(out, rows, Row::source);
        for (Row row : rows) {
            out.write(row.level() / LEVEL_STEP
                    | (row.cut() ? CUT : 0)
                    | (row.logged().isPresent() ? LOGGED : 0));
        }
        for (Row row : rows) {
            row.logged().ifPresent(moment -> putNumber(out, moment - row.nanos()));
        }
        putNumbers(out, rows, Row::bytes);
        return deflate(out.toByteArray(), text);
    }

    private static void putNumbers(ByteArrayOutputStream out, List<Row> rows, ToLongFunction<Row> which) {
        rows.forEach(row -> putNumber(out, which.applyAsLong(row)));
    }

    private static void putNumber(ByteArrayOutputStream out, long signed) {
        long number = (signed << 1) ^ (signed >> (Long.SIZE - 1));
        while ((number & ~0x7fL) != 0) {
            out.write((int) (number | 0x80));
            number >>>= 7;
        }
        out.write((int) number);
    }

    private static byte[] deflate(byte[] bytes, int text) {
        try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] packed = new byte[HEAD + bytes.length / 4 + 100];
            ByteBuffer.wrap(packed).putInt(bytes.length).putInt(text);
            int length = HEAD;
            while (!deflater.finished()) {
                if (length == packed.length) {
                    packed = Arrays.copyOf(packed, length * 2);
                }
                length += deflater.deflate(packed, length, packed.length - length);
            }
            return Checksum.seal(packed, length);
        }
    }

    /** Empty where not all of these stand in it. */
    static Optional<Block> unpack(byte[] packed, List<Needle> needles) throws DamageException {
        ByteBuffer content = Checksum.open(packed);
        byte[] bytes = new byte[content.getInt()];
        int text = content.getInt();
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(content);
            if (inflater.inflate(bytes) < bytes.length) {
                throw new DamageException("a block ends early");
            }
            return needles.stream().allMatch(needle -> needle.find(bytes, 0, text) >= 0)
                    ? Optional.of(new Block(bytes, text))
                    : Optional.empty();
        } catch (DataFormatException e) {
            throw new DamageException("a block cannot be unpacked: " + e.getMessage());
        }
    }

    int size() {
        return times.length;
    }

    long nanos(int entry) {
        return times[entry];
    }

    long source(int entry) {
        return sources[entry];
    }

    int level(int entry) {
        return (kinds[entry] & LEVEL) * LEVEL_STEP;
    }

    Row row(int entry) {
        int begin = begins[entry];
        int length = begins[entry + 1] - begin;
        return new Row(
                times[entry],
                sources[entry],
                level(entry),
                (kinds[entry] & CUT) != 0,
                (kinds[entry] & LOGGED) == 0 ? OptionalLong.empty() : OptionalLong.of(logged[entry]),
                new String(bytes, begin, length, StandardCharsets.UTF_8),
                length);
    }

    /** The first entry from that one on that may have all of them; the size where none has. */
    int next(int from, List<Needle> needles) {
        int entry = from;
        int agreed = 0;
        // Each in turn goes on from where the one before stands, so that the rarest makes the leaps.
        for (int turn = 0; agreed < needles.size() && entry < size(); turn++) {
            int at = needles.get(turn % needles.size()).find(bytes, begins[entry], begins[size()]);
            int next = at < 0 ? size() : at(entry, at);
            agreed = next == entry ? agreed + 1 : 1;
            entry = next;
        }
        return entry;
    }

    /** Which entry, not before that one, has the byte there. */
    private int at(int from, int place) {
        int found = Arrays.binarySearch(begins, from, size(), place);
        if (found < 0) {
            return -found - 2;
        }
        // Of those that begin there all but the last are empty.
        while (begins[found + 1] == place) {
            found++;
        }
        return found;
    }
}
