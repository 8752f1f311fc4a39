package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.BerthProgram;
import dev.berth.testing.TestVault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page of paper brings an environment's key and the secrets of its backups to a machine that has neither; needs no engine. */
class RecoverySheetIT {
    private static final String CIPHER = "a cipher pass with \"quotes\" and ü";
    private static final String OTHER = "another secret's value";

    @TempDir
    private Path folder;

    private Path workspace;
    private BerthProgram lost;
    private BerthProgram empty;
    private String passphrase = "";

    @BeforeEach
    void fillTheMachineThatWillBeLost() throws IOException {
        workspace = folder.resolve("workspace");
        write("environments/dev.yaml", """
                workspace: acme
                compose: {files: [compose.yaml]}
                secrets: {templates: secrets-templates}
                """);
        write("compose.yaml", "services: {}\n");
        write("secrets-templates/secrets.yaml", "backup.cipher: {}\nother: {}\n");
        passphrase = Files.writeString(folder.resolve("passphrase"), "four words and more\n")
                .toString();
        lost = new BerthProgram(workspace, folder.resolve("lost"));
        empty = new BerthProgram(workspace, folder.resolve("empty"));
        lost.runWithInput(CIPHER, "--env", "dev", "secrets", "set", "backup.cipher", "--yes")
                .expect(0);
        lost.runWithInput(OTHER, "--env", "dev", "secrets", "set", "other", "--yes")
                .expect(0);
    }

    @Test
    void importWhenTheMachineIsEmptyBringsKeyAndCipherBack() throws IOException {
        String page = exported().output();
        assertThat(page)
                .contains("RECOVERY SHEET of the environment dev in the workspace acme")
                .contains("the secret backup.cipher")
                .contains("the volume acme-dev_backup")
                .doesNotContain(CIPHER)
                .doesNotContain(OTHER);
        assertThat(page.lines()).allMatch(line -> line.length() <= 80);

        BerthProgram.Result back = imported(page).expect(0);
        assertThat(back.output()).contains("The key of the secrets of dev is back.", "Stored: backup.cipher");
        assertThat(empty.run("--env", "dev", "secrets", "get", "backup.cipher", "--reveal")
                        .expect(0)
                        .output())
                .isEqualTo(CIPHER + "\n");
        assertThat(imported(page).expect(0).output())
                .contains("The secrets file of dev is open already", "Stored already: backup.cipher");

        // The whole file turns up again, on another disk: the key that came back opens it.
        Path file = Path.of("data/berth/acme/dev.secrets");
        Files.copy(
                folder.resolve("lost").resolve(file),
                folder.resolve("empty").resolve(file),
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(empty.run("--env", "dev", "secrets", "get", "other", "--reveal")
                        .expect(0)
                        .output())
                .isEqualTo(OTHER + "\n");
    }

    @Test
    void importWhenVaultWasLostBringsWhatItKeptForBackupsToAnother() throws IOException {
        try (TestVault vault = TestVault.start()) {
            keptIn(vault, "kv2");
            BerthProgram berth = lost.with("BERTH_VAULT_TOKEN", vault.rootToken());
            berth.runWithInput(CIPHER, "--env", "dev", "secrets", "set", "backup.cipher", "--yes")
                    .expect(0);
            String page = berth.run(
                            "--env", "dev", "secrets", "key", "export", "--sheet", "--passphrase-file", passphrase)
                    .expect(0)
                    .output();
            assertThat(page)
                    .contains("the secret backup.cipher")
                    .doesNotContain("the key of")
                    .doesNotContain(CIPHER);

            keptIn(vault, "kv1");
            empty = empty.with("BERTH_VAULT_TOKEN", vault.rootToken());
            assertThat(imported(page).expect(0).output()).isEqualTo("Stored: backup.cipher\n");
            assertThat(empty.run("--env", "dev", "secrets", "get", "backup.cipher", "--reveal")
                            .expect(0)
                            .output())
                    .isEqualTo(CIPHER + "\n");
        }
    }

    private void keptIn(TestVault vault, String mount) throws IOException {
        write("environments/dev.yaml", """
                workspace: acme
                compose: {files: [compose.yaml]}
                secrets:
                  templates: secrets-templates
                  provider: vault
                  vault: {address: "%s", mount: %s, path: acme/dev}
                """.formatted(vault.address(), mount));
    }

    @Test
    void importWhenTheMachineWasBegunAnewReplacesItsSecretsOnlyWhenTold() throws IOException {
        String page = exported().output();
        empty.runWithInput("begun anew", "--env", "dev", "secrets", "set", "backup.cipher", "--yes")
                .expect(0);

        assertThat(imported(page).expect(1).error())
                .contains("other values are stored for backup.cipher", "--overwrite");
        assertThat(imported(page, "--overwrite").expect(0).output()).contains("Stored: backup.cipher");
        assertThat(empty.run("--env", "dev", "secrets", "get", "backup.cipher", "--reveal")
                        .expect(0)
                        .output())
                .isEqualTo(CIPHER + "\n");
    }

    @Test
    void importWhenItIsTypedWrongOrForAnotherSaysWhereAndChangesNothing() throws IOException {
        String page = exported().output();
        int line = page.indexOf("\n  03  ") + 7;
        String typo = page.substring(0, line) + (page.charAt(line) == '7' ? '8' : '7') + page.substring(line + 1);
        write("environments/other.yaml", """
                workspace: acme
                project: acme-other
                compose: {files: [compose.yaml]}
                secrets: {templates: secrets-templates}
                """);

        assertThat(imported(typo).expect(2).error())
                .contains("the sheet has typing errors in it", "line 03: perhaps ", "group 1");
        Files.writeString(Path.of(passphrase), "another passphrase");
        assertThat(imported(page).expect(1).error()).contains("the sheet is not opened by that passphrase");
        Files.writeString(Path.of(passphrase), "four words and more");
        assertThat(imported(page, "--env", "other").expect(2).error())
                .contains("this is the sheet of dev in the workspace acme, not of other in acme");
        write("secrets-templates/secrets.yaml", "other: {}\n");
        assertThat(imported(page).expect(2).error())
                .contains("the sheet keeps what dev does not declare: backup.cipher");
        assertThat(folder.resolve("empty/config/berth/acme")).doesNotExist();
    }

    @Test
    void exportWhenThereIsNothingToSealOrNobodyToAskSaysSo() throws IOException {
        assertThat(lost.run("--env", "dev", "secrets", "key", "export", "--sheet")
                        .expect(2)
                        .error())
                .contains("there is nobody to be asked", "--passphrase-file");
        assertThat(empty.run("--env", "dev", "secrets", "key", "export", "--sheet", "--passphrase-file", passphrase)
                        .expect(1)
                        .error())
                .contains("the secret backup.cipher of the backups is not stored");
        Files.writeString(Path.of(passphrase), "short\n");
        assertThat(lost.run("--env", "dev", "secrets", "key", "export", "--sheet", "--passphrase-file", passphrase)
                        .expect(2)
                        .error())
                .contains("the passphrase of a sheet has at least 12 characters");
        assertThat(lost.run("--env", "dev", "secrets", "key", "export", "--passphrase-file", passphrase)
                        .expect(2)
                        .error())
                .contains("--passphrase-file is of a sheet");
        write("secrets-templates/secrets.yaml", "other: {}\n");
        assertThat(empty.run("--env", "dev", "secrets", "key", "export", "--sheet", "--passphrase-file", passphrase)
                        .expect(2)
                        .error())
                .contains("there is nothing of dev that a sheet would have to keep");
    }

    private BerthProgram.Result exported() {
        return lost.run("--env", "dev", "secrets", "key", "export", "--sheet", "--passphrase-file", passphrase)
                .expect(0);
    }

    private BerthProgram.Result imported(String page, String... more) throws IOException {
        String file = Files.writeString(folder.resolve("page.txt"), page).toString();
        List<String> words = new ArrayList<>(
                List.of("secrets", "key", "import", "--yes", "--sheet", file, "--passphrase-file", passphrase));
        words.addAll(List.of(more));
        if (!words.contains("--env")) {
            words.addAll(List.of("--env", "dev"));
        }
        return empty.run(words.toArray(String[]::new));
    }

    private void write(String path, String text) throws IOException {
        Path file = workspace.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
