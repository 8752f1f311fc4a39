package dev.berth.monitor;

import static dev.berth.monitor.AlertSamples.BEGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a watch writes down. */
class WatchStateFileTests {
    @TempDir
    private Path root;

    private Workspace workspace;
    private WatchStateFile file;

    @BeforeEach
    void open() {
        workspace = new Workspace(root);
        file = new WatchStateFile(new WatchFolder(workspace, "dev"), "acme-dev");
    }

    @Test
    void readWhenEverythingIsInUseReadsTheSame() throws Exception {
        WatchState state = WatchStateSamples.full();

        file.write(state);

        assertThat(file.read()).isEqualTo(new WatchStateFile.Remembered(state, Optional.empty()));
        assertThat(root.resolve(".berth/monitor/dev")).isDirectoryContaining("regex:.*/state.json");
        assertThat(root.resolve(".berth/.gitignore")).exists();
    }

    @Test
    void readWhenThereIsNothingBeginsAnewWithoutAWord() {
        assertThat(file.read().state()).isEqualTo(WatchState.EMPTY);
        assertThat(file.read().loss()).isEmpty();
    }

    @Test
    void readWhenItIsCutOffBeginsAnewAndSaysSo() throws Exception {
        file.write(WatchStateSamples.full());
        Path written = root.resolve(".berth/monitor/dev/state.json");
        String text = Files.readString(written);
        Files.writeString(written, text.substring(0, text.length() / 2));

        assertThat(file.read().state()).isEqualTo(WatchState.EMPTY);
        assertThat(file.read().loss().orElseThrow()).endsWith("state.json is damaged: what fires is told of once more");
    }

    @Test
    void readWhenItIsOfAnotherProjectBeginsAnewAndSaysSo() throws Exception {
        file.write(WatchStateSamples.full());

        assertThat(new WatchStateFile(new WatchFolder(workspace, "dev"), "other")
                        .read()
                        .loss()
                        .orElseThrow())
                .contains("is of another project or version");
    }

    @Test
    void currentWhenSilencesWereAddedHasThoseThatHaveNotEnded() throws Exception {
        SilenceFolder folder = new SilenceFolder(new WatchFolder(workspace, "dev"));
        Silence later = silence("later", BEGIN.plus(Duration.ofHours(2)));
        Silence sooner = silence("sooner", BEGIN.plus(Duration.ofHours(1)));
        assertThat(folder.current(BEGIN)).isEmpty();
        folder.add(later);
        folder.add(sooner);

        assertThat(folder.current(BEGIN)).containsExactly(sooner, later);
        assertThat(folder.current(BEGIN.plus(Duration.ofHours(1)))).containsExactly(later);
        assertThat(folder.remove("later")).isTrue();
        assertThat(folder.remove("later")).isFalse();
        assertThat(folder.current(BEGIN)).containsExactly(sooner);
    }

    @Test
    void currentWhenAFileIsDamagedSilencesNothingByIt() throws Exception {
        SilenceFolder folder = new SilenceFolder(new WatchFolder(workspace, "dev"));
        folder.add(silence("one", BEGIN.plus(Duration.ofHours(1))));
        Path silences = root.resolve(".berth/monitor/dev/silences");
        Files.writeString(silences.resolve("two.json"), "{\"rule\": \"*\"}");
        Files.writeString(silences.resolve("UPPER.json"), Files.readString(silences.resolve("one.json")));

        assertThat(folder.current(BEGIN)).extracting(Silence::id).containsExactly("one");
    }

    @Test
    void addWhenTheIdIsAPathRefusesIt() {
        SilenceFolder folder = new SilenceFolder(new WatchFolder(workspace, "dev"));

        Stream.of("../state", "", "a/b", "-x")
                .forEach(id -> assertThatThrownBy(() -> folder.add(silence(id, BEGIN)))
                        .isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void coversWhenPatternsMatchBothRuleAndTargetDoesUntilItEnds() {
        Silence silence = silence("one", BEGIN.plusSeconds(10));

        assertThat(silence.covers(new Alert.Key("volume-usage", "data"), BEGIN)).isTrue();
        assertThat(silence.covers(new Alert.Key("volume-usage", "other"), BEGIN))
                .isFalse();
        assertThat(silence.covers(new Alert.Key("cpu", "data"), BEGIN)).isFalse();
        assertThat(silence.covers(new Alert.Key("volume-usage", "data"), BEGIN.plusSeconds(10)))
                .isFalse();
    }

    private static Silence silence(String id, Instant until) {
        return new Silence(id, new Glob("volume-*"), new Glob("data"), "a bigger disk is ordered", "ada", BEGIN, until);
    }
}
