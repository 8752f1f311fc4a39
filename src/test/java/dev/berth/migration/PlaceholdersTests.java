package dev.berth.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Placeholders of migrations. */
class PlaceholdersTests {
    @TempDir
    Path folder;

    @Test
    void checkWhenNameIsUndefinedNamesFileLineAndKey() throws IOException {
        MigrationFile file = file("SELECT '${Tenant}';\nSELECT '${flyway:table}', '${zone}';");

        assertThatThrownBy(() -> new Placeholders("dev", Map.of("tenant", "acme")).check(file))
                .isInstanceOfSatisfying(BerthException.class, e -> {
                    assertThat(e).hasMessage(file.path() + ":2: ${zone} is not defined for dev");
                    assertThat(e.hint()).contains("migrations.placeholders.zone");
                });
    }

    @Test
    void checkWhenReplacementIsSwitchedOffTakesTextAsItIs() throws IOException {
        MigrationFile file = file("SELECT '${zone}';");
        Files.writeString(folder.resolve("V1__one.sql.conf"), "placeholderReplacement=false\n");

        assertThatCode(() -> new Placeholders("dev", Map.of()).check(file)).doesNotThrowAnyException();
    }

    @Test
    void constructorWhenValueIsASecretRefuses() {
        assertThatThrownBy(() -> new Placeholders("dev", Map.of("password", "{{ secret \"postgres.app\" }}")))
                .isInstanceOf(BerthException.class)
                .hasMessage("the placeholder password of dev takes a secret");
    }

    private MigrationFile file(String text) throws IOException {
        Path path = folder.resolve("V1__one.sql");
        Files.writeString(path, text);
        return MigrationFile.read(folder, path).orElseThrow();
    }
}
