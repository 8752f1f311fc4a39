package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class SecretGeneratorTests {
    private final SecretGenerator generator = new SecretGenerator(new SecureRandom());

    @Test
    void generateWhenAskedDrawsSoManyOfTheAlphabetAndAllOfIt() {
        String value = generator.generate(10_000, "abcxyz-_").reveal();

        assertThat(value).hasSize(10_000).matches("[abcxyz_-]+");
        assertThat(value.chars().distinct().count()).isEqualTo(8);
    }

    @Test
    void generateWhenAskedTwiceDiffers() {
        assertThat(generator.generate(32, "0123456789abcdef")).isNotEqualTo(generator.generate(32, "0123456789abcdef"));
    }
}
