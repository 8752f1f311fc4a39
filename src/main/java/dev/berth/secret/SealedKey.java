package dev.berth.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A key, or a few secrets for paper, encrypted with what Argon2id makes of a passphrase: trying one takes memory and time, both written beside it so that
 * they can grow with the machines.
 *
 * @param memory in KiB
 * @param salt in base64, as {@code sealed} is
 */
record SealedKey(int memory, int passes, int lanes, String salt, String sealed) {
    /** RFC 9106's choice where 2 GiB are too much. */
    private static final int MEMORY = 64 * 1024;

    private static final int PASSES = 3;
    private static final int LANES = 4;
    private static final int SALT_BYTES = 16;
    private static final int NUMBERS_BYTES = 6;
    private static final int MOST_MEMORY = 4 * 1024 * 1024;
    private static final int MOST_PASSES = 100;

    static SealedKey seal(byte[] key, SecretValue passphrase, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        SealedKey empty = new SealedKey(MEMORY, PASSES, LANES, base64(salt), "");
        byte[] sealed = AuthenticatedCipher.encrypt(empty.derive(passphrase), key, empty.header(), random);
        return new SealedKey(MEMORY, PASSES, LANES, empty.salt(), base64(sealed));
    }

    /** Reads what {@link #text} wrote; throws IllegalArgumentException where it is something else. */
    static SealedKey parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != 5) {
            throw new IllegalArgumentException("five words are expected");
        }
        SealedKey key = new SealedKey(
                Integer.parseInt(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]), words[3], words[4]);
        return key.checked();
    }

    /** Reads what {@link #bytes} wrote; throws IllegalArgumentException where it is something else. */
    static SealedKey of(byte[] bytes) {
        if (bytes.length < NUMBERS_BYTES + SALT_BYTES) {
            throw new IllegalArgumentException("shorter than its salt");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int memory = buffer.getInt();
        int passes = buffer.get();
        int lanes = buffer.get();
        byte[] salt = new byte[SALT_BYTES];
        buffer.get(salt);
        byte[] sealed = new byte[buffer.remaining()];
        buffer.get(sealed);
        return new SealedKey(memory, passes, lanes, base64(salt), base64(sealed)).checked();
    }

    private SealedKey checked() {
        boolean sensible = lanes > 0
                && lanes <= Byte.MAX_VALUE
                && memory >= 8 * lanes
                && memory <= MOST_MEMORY
                && passes > 0
                && passes <= MOST_PASSES;
        if (!sensible) {
            throw new IllegalArgumentException("nobody seals a key with such numbers");
        }
        return this;
    }

    /** The same in as few bytes as it takes: memory in four, passes and lanes in one each, salt, what is sealed. */
    byte[] bytes() {
        byte[] content = bytes(sealed);
        return ByteBuffer.allocate(NUMBERS_BYTES + SALT_BYTES + content.length)
                .putInt(memory)
                .put((byte) passes)
                .put((byte) lanes)
                .put(bytes(salt))
                .put(content)
                .array();
    }

    String text() {
        return "%s %s".formatted(new String(header(), StandardCharsets.US_ASCII), sealed);
    }

    /** Throws where the passphrase is another one. */
    byte[] open(SecretValue passphrase) throws GeneralSecurityException {
        return AuthenticatedCipher.decrypt(derive(passphrase), bytes(sealed), header());
    }

    private byte[] header() {
        return "%d %d %d %s".formatted(memory, passes, lanes, salt).getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] derive(SecretValue passphrase) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(bytes(salt))
                .build());
        byte[] key = new byte[AuthenticatedCipher.KEY_BYTES];
        generator.generateBytes(passphrase.reveal().getBytes(StandardCharsets.UTF_8), key);
        return key;
    }

    private static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
