package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Bytes as lines that people type from paper: a number, groups of four characters of Crockford's base32 (no I, L, O or U), and a
 * last group that checks number and content. Case, blanks and hyphens do not matter, and what looks alike is taken for the same.
 *
 * <p>Before the content go a byte with the format's version, two with the content's length and four with its CRC-32C.
 */
final class SheetText {
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LINE_BYTES = 20;
    private static final int CHECK_DIGITS = 4;
    private static final int GROUP = 4;
    private static final int BITS = 5;
    private static final int HEADER_BYTES = 7;
    private static final byte VERSION = 1;
    private static final int MOST_BYTES = 19_000;
    private static final int MOST_HINTS = 12;

    /** A number, then what may be groups; any other line is what people read. */
    private static final Pattern LINE = Pattern.compile("\\s*([0-9]{1,3})[.:]?\\s+(\\S.*)");

    private SheetText() {}

    /** Lines without an end, in their order; the content has at most 19,000 bytes. */
    static List<String> lines(byte[] content) {
        return lines(VERSION, content);
    }

    static List<String> lines(byte version, byte[] content) {
        if (content.length > MOST_BYTES) {
            throw new IllegalArgumentException("more than anybody types");
        }
        byte[] framed = ByteBuffer.allocate(HEADER_BYTES + content.length)
                .put(version)
                .putShort((short) content.length)
                .putInt((int) checksum(content))
                .put(content)
                .array();
        List<String> lines = new ArrayList<>();
        for (int start = 0; start < framed.length; start += LINE_BYTES) {
            byte[] part = Arrays.copyOfRange(framed, start, Math.min(start + LINE_BYTES, framed.length));
            int number = lines.size() + 1;
            lines.add("%02d  %s   %s"
                    .formatted(
                            number,
                            digits(part).replaceAll("(.{%d})(?=.)".formatted(GROUP), "$1 "),
                            check(number, part)));
        }
        return lines;
    }

    /**
     * The content of lines that were typed, in any order; what is no such line is left aside.
     *
     * @throws BerthException USAGE where a line is missing or has a typing error, with the numbers of all that do
     */
    static byte[] parse(String text) {
        SortedMap<Integer, byte[]> parts = new TreeMap<>();
        List<String> faults = new ArrayList<>();
        for (String line : text.split("\\R", -1)) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                int number = Integer.parseInt(matcher.group(1));
                String typed = normal(matcher.group(2));
                Optional<byte[]> part = part(number, typed);
                if (part.isEmpty()) {
                    faults.add("line %02d: %s".formatted(number, fault(number, typed)));
                } else if (!Arrays.equals(part.get(), parts.getOrDefault(number, part.get()))) {
                    faults.add("line %02d is there twice, once of another sheet".formatted(number));
                }
                part.ifPresent(bytes -> parts.put(number, bytes));
            }
        }
        if (!faults.isEmpty()) {
            throw wrong("the sheet has typing errors in it", faults);
        }
        return content(parts);
    }

    private static byte[] content(SortedMap<Integer, byte[]> parts) {
        if (parts.isEmpty()) {
            throw wrong(
                    "that is no recovery sheet",
                    List.of("Its lines begin with a number and end with a group that checks them"));
        }
        if (parts.firstKey() != 1) {
            throw wrong("the sheet lacks line 01", List.of("It says how many there are"));
        }
        ByteArrayOutputStream typed = new ByteArrayOutputStream();
        parts.values().forEach(typed::writeBytes);
        ByteBuffer framed = ByteBuffer.wrap(typed.toByteArray());
        try {
            if (framed.get() != VERSION) {
                throw wrong("a newer version of Berth made this sheet", List.of("Use that version"));
            }
            int length = Short.toUnsignedInt(framed.getShort());
            int checksum = framed.getInt();
            checkNumbers(parts, (HEADER_BYTES + length + LINE_BYTES - 1) / LINE_BYTES);
            byte[] content = new byte[length];
            framed.get(content);
            if ((int) checksum(content) == checksum && !framed.hasRemaining()) {
                return content;
            }
        } catch (BufferUnderflowException e) {
            throw wrong("its lines are of several sheets", List.of("Type all of one page"), e);
        }
        throw wrong("its lines are of several sheets", List.of("Type all of one page"));
    }

    private static void checkNumbers(SortedMap<Integer, byte[]> parts, int lines) {
        List<String> faults = new ArrayList<>();
        for (int number = 1; number <= lines; number++) {
            if (!parts.containsKey(number)) {
                faults.add("line %02d".formatted(number));
            }
        }
        if (!faults.isEmpty()) {
            throw wrong("the sheet has %d lines, and not all of them are there".formatted(lines), faults);
        }
        if (parts.lastKey() > lines) {
            throw wrong(
                    "the sheet has %d lines, and there are more".formatted(lines),
                    List.of("Line %02d is of another one".formatted(parts.lastKey())));
        }
    }

    /** What a line holds; empty where it does not agree with its last group. */
    private static Optional<byte[]> part(int number, String typed) {
        if (typed.length() <= CHECK_DIGITS) {
            return Optional.empty();
        }
        int end = typed.length() - CHECK_DIGITS;
        return bytes(typed.substring(0, end))
                .filter(part -> part.length <= LINE_BYTES && check(number, part).equals(typed.substring(end)));
    }

    /** What may be wrong with a line: that is told where only one thing can be. */
    private static String fault(int number, String typed) {
        int whole = LINE_BYTES * 8 / BITS + CHECK_DIGITS;
        for (int i = 0; i < typed.length(); i++) {
            if (DIGITS.indexOf(typed.charAt(i)) < 0) {
                return "%s stands on no sheet".formatted(typed.charAt(i));
            }
        }
        List<String> fitting = new ArrayList<>();
        for (int i = 0; i < typed.length() && typed.length() <= whole; i++) {
            for (int digit = 0; digit < DIGITS.length(); digit++) {
                addFitting(number, typed.substring(0, i) + DIGITS.charAt(digit) + typed.substring(i + 1), fitting);
            }
            if (i > 0 && typed.charAt(i) != typed.charAt(i - 1)) {
                String swapped = typed.substring(0, i - 1) + typed.charAt(i) + typed.charAt(i - 1);
                addFitting(number, swapped + typed.substring(i + 1), fitting);
            }
        }
        if (fitting.size() == 1) {
            int different = firstDifference(typed, fitting.getFirst()) / GROUP;
            return "perhaps %s in place of %s, group %d"
                    .formatted(group(fitting.getFirst(), different), group(typed, different), different + 1);
        }
        return typed.length() == whole
                ? "look at it again"
                : "it has %d characters after its number, where all but the last line have %d"
                        .formatted(typed.length(), whole);
    }

    private static void addFitting(int number, String candidate, List<String> fitting) {
        if (part(number, candidate).isPresent()) {
            fitting.add(candidate);
        }
    }

    private static int firstDifference(String one, String other) {
        int i = 0;
        while (one.charAt(i) == other.charAt(i)) {
            i++;
        }
        return i;
    }

    private static String group(String typed, int index) {
        return typed.substring(index * GROUP, Math.min((index + 1) * GROUP, typed.length()));
    }

    private static String normal(String typed) {
        return typed.replaceAll("[\\s-]", "")
                .toUpperCase(Locale.ROOT)
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
    }

    private static String digits(byte[] bytes) {
        StringBuilder digits = new StringBuilder();
        for (int bit = 0; bit < bytes.length * 8; bit += BITS) {
            int value = 0;
            for (int i = bit; i < bit + BITS; i++) {
                value = value << 1 | (i < bytes.length * 8 ? bytes[i / 8] >> (7 - i % 8) & 1 : 0);
            }
            digits.append(DIGITS.charAt(value));
        }
        return digits.toString();
    }

    /** Empty for what {@link #digits} never writes. */
    private static Optional<byte[]> bytes(String digits) {
        byte[] bytes = new byte[digits.length() * BITS / 8];
        for (int i = 0; i < digits.length(); i++) {
            int value = DIGITS.indexOf(digits.charAt(i));
            for (int bit = 0; value >= 0 && bit < BITS; bit++) {
                int at = i * BITS + bit;
                if (at < bytes.length * 8) {
                    bytes[at / 8] |= (byte) ((value >> (BITS - 1 - bit) & 1) << (7 - at % 8));
                }
            }
        }
        return Optional.of(bytes).filter(read -> digits(read).equals(digits));
    }

    private static String check(int number, byte[] part) {
        CRC32C checksum = new CRC32C();
        checksum.update(ByteBuffer.allocate(2).putShort((short) number).flip());
        checksum.update(part);
        StringBuilder check = new StringBuilder();
        for (int i = 0; i < CHECK_DIGITS; i++) {
            check.append(DIGITS.charAt((int) (checksum.getValue() >> (i * BITS)) & (DIGITS.length() - 1)));
        }
        return check.toString();
    }

    private static long checksum(byte[] content) {
        CRC32C checksum = new CRC32C();
        checksum.update(content);
        return checksum.getValue();
    }

    private static BerthException wrong(String message, List<String> hints) {
        return wrong(message, hints, null);
    }

    private static BerthException wrong(String message, List<String> hints, @Nullable Throwable cause) {
        String more = hints.size() > MOST_HINTS ? "; and %d more".formatted(hints.size() - MOST_HINTS) : "";
        return new BerthException(
                ErrorCode.USAGE,
                message,
                String.join("; ", hints.subList(0, Math.min(hints.size(), MOST_HINTS))) + more
                        + ". Nothing was changed.",
                cause);
    }
}
