package dev.berth.environment;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/** One written version of a document: a line with sequence and checksum, then the text. */
record Slot(long sequence, String text) {

    static String encode(long sequence, String text) {
        return "%d %08x\n".formatted(sequence, checksum(sequence, text)) + text;
    }

    /** The slot that was written whole; empty for anything else. */
    static Optional<Slot> decode(String content) {
        int end = content.indexOf('\n');
        int space = content.indexOf(' ');
        if (space < 0 || end < space) {
            return Optional.empty();
        }
        try {
            long sequence = Long.parseLong(content.substring(0, space));
            long checksum = Long.parseLong(content.substring(space + 1, end).strip(), 16);
            String text = content.substring(end + 1);
            return checksum == checksum(sequence, text) ? Optional.of(new Slot(sequence, text)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static Slot newer(Slot left, Slot right) {
        return left.sequence() > right.sequence() ? left : right;
    }

    private static long checksum(long sequence, String text) {
        CRC32C checksum = new CRC32C();
        checksum.update(Long.toString(sequence).getBytes(StandardCharsets.US_ASCII));
        checksum.update(text.getBytes(StandardCharsets.UTF_8));
        return checksum.getValue();
    }
}
