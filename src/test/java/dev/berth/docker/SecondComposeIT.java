package dev.berth.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.SecondCompose;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What holds with the Compose in use holds with another version. */
@Tag("long")
class SecondComposeIT extends DockerComposeIT {

    @Override
    Compose compose() throws IOException {
        return real.compose(SecondCompose.configuration());
    }

    @Test
    void versionIsAnother() throws IOException {
        assertThat(compose().version()).isNotEqualTo(real.compose().version());
    }
}
