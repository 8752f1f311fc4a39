package dev.berth.secret;

import java.security.SecureRandom;

/** Draws secrets from an alphabet, every character equally likely. */
public final class SecretGenerator {
    private final SecureRandom random;

    public SecretGenerator(SecureRandom random) {
        this.random = random;
    }

    public SecretValue generate(int length, String alphabet) {
        char[] characters = new char[length];
        for (int i = 0; i < length; i++) {
            characters[i] = alphabet.charAt(random.nextInt(alphabet.length()));
        }
        return SecretValue.of(characters);
    }
}
