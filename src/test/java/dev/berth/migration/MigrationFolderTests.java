package dev.berth.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A migrations' folder, good and bad. */
class MigrationFolderTests {
    @TempDir
    Path folder;

    @Test
    void readWhenVersionsHavePartsOrdersThemByNumber() throws IOException {
        write("R__views.sql", "");
        write("V10__ten.sql", "");
        write("V9.1__nine.sql", "");
        write("V2_1__two.sql", "");
        write("old/V1__one.sql", "");

        assertThat(MigrationFolder.read(folder).files())
                .extracting(MigrationFile::script)
                .containsExactly("old/V1__one.sql", "V2_1__two.sql", "V9.1__nine.sql", "V10__ten.sql", "R__views.sql");
    }

    @Test
    void readWhenScriptRunsAroundMigrationsLeavesItToFlyway() throws IOException {
        write("afterMigrate.sql", "");
        write("README.md", "");

        assertThat(MigrationFolder.read(folder).files()).isEmpty();
    }

    @Test
    void readWhenVersionIsTakenTwiceNamesBoth() throws IOException {
        write("V1__one.sql", "");
        write("V01.0__other.sql", "");

        refused("V01.0__other.sql and %s are the same migration".formatted(folder.resolve("V1__one.sql")));
    }

    @Test
    void readWhenNameIsNoMigrationsNameRefuses() throws IOException {
        write("V3_one_underscore.sql", "");

        refused("V3_one_underscore.sql is not named like a migration");
    }

    @Test
    void readWhenFileIsNotUtf8NamesLine() throws IOException {
        Files.write(folder.resolve("V1__one.sql"), "SELECT 1;\n-- ü".getBytes(StandardCharsets.ISO_8859_1));

        refused("V1__one.sql:2: the file is not UTF-8");
    }

    @Test
    void readWhenFolderIsMissingRefuses() {
        assertThatThrownBy(() -> MigrationFolder.read(folder.resolve("nowhere")))
                .isInstanceOf(BerthException.class)
                .hasMessageContaining("there is no folder");
    }

    @Test
    void checksumWhenOnlyLineEndsAndMarkDifferIsTheSame() throws IOException {
        write("V1__one.sql", "a\nb\n");
        write("V2__two.sql", "\uFEFFa\r\nb");
        write("V3__three.sql", "a\nc\n");

        assertThat(MigrationFolder.read(folder).files())
                .extracting(MigrationFile::checksum)
                .satisfies(
                        sums -> assertThat(sums.get(0)).isEqualTo(sums.get(1)).isNotEqualTo(sums.get(2)));
    }

    @Test
    void readWhenFolderIsALinkFollowsItAsFlywayDoes(@TempDir Path elsewhere) throws IOException {
        Files.writeString(elsewhere.resolve("V3__three.sql"), "SELECT 3;");
        Files.createSymbolicLink(folder.resolve("linked"), elsewhere);
        write(".git/V4__four.sql", "");
        write("V5__five.SQL", "SELECT 5;");

        assertThat(MigrationFolder.read(folder).files())
                .extracting(MigrationFile::script)
                .containsExactly("linked/V3__three.sql", "V5__five.SQL");
    }

    @Test
    void readWhenLinkLeadsBackRefuses() throws IOException {
        Files.createSymbolicLink(folder.resolve("again"), folder);

        refused("holds a link to a folder that it is in");
    }

    @Test
    void readWhenFileIsAProgramRefuses() throws IOException {
        write("V6__six.sh", "");

        refused("V6__six.sh is named like a migration, but is no SQL");
    }

    private void refused(String words) {
        assertThatThrownBy(() -> MigrationFolder.read(folder)).isInstanceOfSatisfying(BerthException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.DEFINITION_INVALID);
            assertThat(e).hasMessageContaining(words);
            assertThat(e.hint()).isNotBlank();
        });
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
