package dev.berth.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VariablesFileTests {
    @TempDir
    Path folder;

    @Test
    void formatWhenValuesAreOrdinarySortsAndQuotesThem() {
        assertThat(VariablesFile.format(new TreeMap<>(Map.of("B", "two words", "A", "$HOME and \"quotes\" and \\"))))
                .isEqualTo("A='$HOME and \"quotes\" and \\'\nB='two words'\n");
    }

    @Test
    void formatWhenValueHoldsSingleQuoteOrLineEndEscapesIt() {
        assertThat(VariablesFile.format(new TreeMap<>(Map.of("A", "it's $5 \"a\\b\"\nnext"))))
                .isEqualTo("A=\"it's \\$5 \\\"a\\\\b\\\"\\nnext\"\n");
    }

    @Test
    void writeWhenNothingChangedLeavesTheFileAlone() throws IOException {
        Path file = folder.resolve("deep/dev.env");
        VariablesFile.write(file, Map.of("A", "1"));
        FileTime old = FileTime.fromMillis(1_000);
        Files.setLastModifiedTime(file, old);

        VariablesFile.write(file, Map.of("A", "1"));
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(old);

        VariablesFile.write(file, Map.of("A", "2"));
        assertThat(file).hasContent("A='2'");
        assertThat(folder.resolve("deep")).isDirectoryNotContaining("glob:**.new");
    }
}
