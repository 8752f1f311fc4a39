package dev.berth.logs.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Bytes with a number before them that tells whether they are still the same: SQLite has none of what it keeps. */
final class Checksum {
    private Checksum() {}

    /** Four bytes, and those. */
    static byte[] seal(byte[] bytes, int length) {
        return ByteBuffer.allocate(Integer.BYTES + length)
                .putInt(number(ByteBuffer.wrap(bytes, 0, length)))
                .put(bytes, 0, length)
                .array();
    }

    /** What was sealed. */
    static ByteBuffer open(byte[] sealed) throws DamageException {
        ByteBuffer bytes = ByteBuffer.wrap(sealed);
        if (sealed.length < Integer.BYTES || bytes.getInt() != number(bytes.duplicate())) {
            throw new DamageException("a checksum is wrong");
        }
        return bytes;
    }

    private static int number(ByteBuffer bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return (int) sum.getValue();
    }
}
