package dev.berth.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerifyTextTests {
    private static final String FULL = "20261127-091511F";
    private static final String INCREMENTAL = "20261127-091511F_20261127-091621I";
    private static final List<String> BOTH = List.of(FULL, INCREMENTAL);

    @Test
    void problemsWhenAllIsWellAreNone() {
        assertThat(VerifyText.problems(SampleSets.recorded("verify-ok.txt"), BOTH))
                .isEmpty();
    }

    @Test
    void problemsWhenABitWasFlippedNameTheBackup() {
        assertThat(VerifyText.problems(SampleSets.recorded("verify-flipped.txt"), BOTH))
                .containsExactly("backup %s is invalid: missing: 0, checksum invalid: 1, size invalid: 0, other: 0"
                        .formatted(FULL));
    }

    @Test
    void problemsWhenAFileIsTruncatedNameEveryBackupThatRestsOnIt() {
        assertThat(VerifyText.problems(SampleSets.recorded("verify-truncated.txt"), BOTH))
                .hasSize(2)
                .first()
                .asString()
                .contains("checksum invalid: 840");
    }

    @Test
    void problemsWhenAFileIsMissingNameEveryBackupThatRestsOnIt() {
        assertThat(VerifyText.problems(SampleSets.recorded("verify-missing.txt"), BOTH))
                .hasSize(2)
                .first()
                .asString()
                .contains("missing: 840");
    }

    @Test
    void problemsWhenAManifestIsMissingSaySoThoughTheStatusIsOk() {
        assertThat(VerifyText.problems(SampleSets.recorded("verify-no-manifest.txt"), BOTH))
                .containsExactly("backup %s is manifest missing: nothing more is told".formatted(FULL));
    }

    @Test
    void problemsWhenABackupIsNotToldOfIsOne() {
        assertThat(VerifyText.problems("", List.of(FULL)))
                .containsExactly("backup %s is not among what pgBackRest could verify".formatted(FULL));
    }
}
