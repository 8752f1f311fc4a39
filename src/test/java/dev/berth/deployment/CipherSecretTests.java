package dev.berth.deployment;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import dev.berth.secret.StoredSecret;
import dev.berth.workspace.Definition;
import dev.berth.workspace.Definitions;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CipherSecretTests {
    @TempDir
    private Path root;

    private Definition definition;

    @BeforeEach
    void define() throws IOException {
        Files.createDirectories(root.resolve("environments"));
        Files.createDirectories(root.resolve("secrets-templates"));
        Files.writeString(root.resolve("compose.yaml"), "services: {}\n");
        Files.writeString(root.resolve("secrets-templates/secrets.yaml"), "backup.cipher: {}\nother: {}\n");
        Files.writeString(
                root.resolve("environments/dev.yaml"),
                "compose: {files: [compose.yaml]}\nsecrets: {templates: secrets-templates}\n");
        definition = Definitions.in(new Workspace(root)).read("dev");
    }

    @Test
    void refuseChangeWhenBackupsAreEncryptedWithItSaysWhatWouldBeLost() {
        assertThatThrownBy(() -> CipherSecret.refuseChange(definition, "backup.cipher", 1))
                .isInstanceOf(BerthException.class)
                .hasMessage(
                        "backup.cipher encrypts the backups of dev: with another value none of them could be read any more");
        assertThatThrownBy(() -> CipherSecret.refuseChange(definition, "backup.cipher", StoredSecret.UNVERSIONED))
                .isInstanceOf(BerthException.class);
    }

    @Test
    void refuseChangeWhenItHasNoValueYetOrIsAnotherOneLetsItPass() {
        assertThatCode(() -> CipherSecret.refuseChange(definition, "backup.cipher", 0))
                .doesNotThrowAnyException();
        assertThatCode(() -> CipherSecret.refuseChange(definition, "other", 3)).doesNotThrowAnyException();
    }
}
