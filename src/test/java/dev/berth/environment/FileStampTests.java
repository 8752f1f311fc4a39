package dev.berth.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStampTests {
    @TempDir
    Path folder;

    private Path definition;
    private Path compose;

    @BeforeEach
    void writeFiles() throws IOException {
        definition = Files.writeString(folder.resolve("dev.yaml"), "compose: {files: [compose/compose.yaml]}");
        compose = Files.writeString(
                Files.createDirectory(folder.resolve("compose")).resolve("compose.yaml"), "services: {}");
    }

    @Test
    void ofWhenNothingChangesIsTheSame() {
        assertThat(stamp()).isEqualTo(stamp()).contains("dev.yaml").contains("compose.yaml");
    }

    @Test
    void ofWhenDefinitionOrNeighbourChangesDiffers() throws IOException {
        String before = stamp();

        Files.writeString(folder.resolve("compose/.env"), "A=1");
        String withVariables = stamp();
        Files.writeString(definition, "compose: {files: [compose/other.yaml]}");

        assertThat(withVariables).isNotEqualTo(before);
        assertThat(stamp()).isNotEqualTo(withVariables);
    }

    @Test
    void coversAllWhenComposeFilePullsInOthersIsFalse() throws IOException {
        assertThat(FileStamp.coversAll(List.of(compose))).isTrue();

        Files.writeString(compose, "include: [../elsewhere/compose.yaml]");

        assertThat(FileStamp.coversAll(List.of(compose))).isFalse();
    }

    @Test
    void ofWhenFileIsMissingIsNone() {
        assertThat(FileStamp.of(List.of(folder.resolve("gone.yaml")), List.of(compose)))
                .isEmpty();
    }

    private String stamp() {
        return FileStamp.of(List.of(definition), List.of(compose)).orElseThrow();
    }
}
