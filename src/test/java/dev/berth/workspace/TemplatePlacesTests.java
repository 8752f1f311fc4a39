package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.secret.SecretTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TemplatePlacesTests {
    @Test
    void functionsWhenCheckedAreThoseThatAreRendered() {
        assertThat(TemplatePlaces.FUNCTIONS).containsExactlyElementsOf(SecretTemplate.functions());
    }

    @Test
    void functionsWhenRenderedStandInTheDocumentation() throws IOException {
        String page = Files.readString(Path.of("docs/environments.md"));

        assertThat(SecretTemplate.functions())
                .allSatisfy(function -> assertThat(page).contains("`{{ " + function + " \"NAME\" }}`"));
    }
}
