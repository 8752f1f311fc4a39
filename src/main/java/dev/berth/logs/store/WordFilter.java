package dev.berth.logs.store;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;

/**
 * Which words stand in a block, as a filter of Bloom: one that stands there is always found, and of others one in fifty is, for
 * a byte a word.
 */
final class WordFilter {
    private static final int PROBES = 5;

    private WordFilter() {}

    static byte[] of(List<Row> rows) {
        long[] hashes = rows.stream()
                .flatMap(row -> WordSplitter.words(row.message()).stream())
                .mapToLong(WordFilter::hash)
                .sorted()
                .distinct()
                .toArray();
        byte[] bits = new byte[Math.max(1, hashes.length)];
        for (long hash : hashes) {
            for (int probe = 0; probe < PROBES; probe++) {
                int bit = bit(hash, probe, bits.length);
                bits[bit / Byte.SIZE] |= (byte) (1 << bit % Byte.SIZE);
            }
        }
        return Checksum.seal(bits, bits.length);
    }

    /** Whether all of them may stand there. */
    static boolean mayHave(byte[] filter, Collection<String> words) throws DamageException {
        ByteBuffer bits = Checksum.open(filter);
        return words.stream().mapToLong(WordFilter::hash).allMatch(hash -> {
            for (int probe = 0; probe < PROBES; probe++) {
                int bit = bit(hash, probe, bits.remaining());
                if ((bits.get(bits.position() + bit / Byte.SIZE) & 1 << bit % Byte.SIZE) == 0) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Of what Java promises for all times of a text's hash. */
    private static long hash(String word) {
        long hash = (word.hashCode() + ((long) word.length() << Integer.SIZE)) * 0x9e3779b97f4a7c15L;
        hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
        return hash ^ (hash >>> 32);
    }

    private static int bit(long hash, int probe, int bytes) {
        long mixed = (hash >>> 32) + probe * ((hash & 0xffffffffL) | 1);
        return (int) Long.remainderUnsigned(mixed, bytes * (long) Byte.SIZE);
    }
}
