package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.failure.BerthException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultProgramTests {
    @TempDir
    private Path folder;

    @Test
    void findWhenNamedTakesThatOne() throws IOException {
        program("bin/vault");
        Path named = program("own/server");

        assertThat(find(Map.of(
                        "BERTH_VAULT",
                        named.toString(),
                        "PATH",
                        folder.resolve("bin").toString())))
                .isEqualTo(named);
    }

    @Test
    void findWhenNamedOneIsNoProgramSaysSo() {
        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> find(Map.of("BERTH_VAULT", "/nowhere/vault")))
                .withMessage("BERTH_VAULT names /nowhere/vault, which is no program");
    }

    @Test
    void findWhenOnThePathTakesVaultBeforeBaoAndBothBeforeWhatWasBuilt() throws IOException {
        program("cache/vault-1.21.0");
        Path bao = program("two/bao");
        Map<String, String> variables = Map.of("PATH", folder.resolve("one") + ":relative::" + folder.resolve("two"));

        assertThat(find(variables)).isEqualTo(bao);
        Path vault = program("two/vault");
        assertThat(find(variables)).isEqualTo(vault);
    }

    @Test
    void findWhenOnlyBuiltTakesTheNewest() throws IOException {
        program("cache/vault-1.20.0");
        Path newest = program("cache/vault-1.21.0");
        Files.createDirectory(folder.resolve("cache/vault-9"));

        assertThat(find(Map.of("PATH", ""))).isEqualTo(newest);
    }

    @Test
    void findWhenThereIsNoneSaysHowToGetOne() {
        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> find(Map.of()))
                .withMessage("no Vault or OpenBao program is on this machine")
                .satisfies(failure -> assertThat(failure.hint()).contains("scripts/vault", "BERTH_VAULT"));
    }

    private Path find(Map<String, String> variables) {
        return new VaultProgram(variables, folder.resolve("cache")).find();
    }

    private Path program(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }
}
