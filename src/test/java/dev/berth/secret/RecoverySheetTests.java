package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecoverySheetTests {
    private static final SecretValue PASSPHRASE = SecretValue.of("correct horse battery staple");
    private static final RecoverySheet SHEET = new RecoverySheet(
            "acme",
            "prod",
            Optional.of(KeyText.of(new byte[AuthenticatedCipher.KEY_BYTES])),
            new TreeMap<>(Map.of("backup.cipher", SecretValue.of("hunter2hunter2 ü\n \"x\""))));

    @Test
    void openWhenItIsTypedBackIsTheSame() {
        List<String> lines = SHEET.lines(PASSPHRASE, new SecureRandom());

        assertThat(RecoverySheet.read(String.join("\n", lines)).open(PASSPHRASE))
                .isEqualTo(SHEET);
        assertThat(lines).allMatch(line -> line.length() <= 50).hasSizeLessThan(20);
        assertThat(String.join("", lines)).doesNotContain("hunter2");
        assertThat(SHEET.toString()).doesNotContain("hunter2").doesNotContain("00000000-");
    }

    /** Whatever becomes of the format, what lies in a safe must be read. */
    @Test
    void openWhenTheFirstVersionPrintedItReadsItForever() {
        RecoverySheet sheet = RecoverySheet.read("""
                01  0408 0MM0 JTEG 0080 001G 92KX HZRB XB6A   7AYJ
                02  MYHR 6713 NA99 VGB9 92F3 SBDF HDV5 H610   HZDD
                03  FJGN D4W8 6W6G CAG3 8QKG FWKN 0874 B3V4   GH20
                04  GHZP NBR6 BWEE MZZ0 K6ZE KPVZ R7N8 C81M   283A
                05  A1JS VG2V YB2M 8HDH AVY8 N35W 3PC6 MQRK   52P0
                06  VVNZ 8AHR FY61 46NF 59CN N63F C3AV 7P21   RS27
                07  GVA9 G5WZ QEQ4 5V30 C83Y 7MQW   QPF7
                """).open(PASSPHRASE);

        assertThat(sheet)
                .isEqualTo(new RecoverySheet(
                        "acme",
                        "prod",
                        Optional.empty(),
                        new TreeMap<>(Map.of("backup.cipher", SecretValue.of("cipher")))));
    }

    @Test
    void openWhenThereIsNoKeyHasTheSecrets() {
        RecoverySheet sheet = new RecoverySheet("acme", "prod", Optional.empty(), SHEET.secrets());

        assertThat(RecoverySheet.read(String.join("\n", sheet.lines(PASSPHRASE, new SecureRandom())))
                        .open(PASSPHRASE))
                .isEqualTo(sheet);
    }

    @Test
    void openWhenThePassphraseIsAnotherSaysThatItIsThat() {
        RecoverySheet.Sealed sealed =
                RecoverySheet.read(String.join("\n", SHEET.lines(PASSPHRASE, new SecureRandom())));

        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> sealed.open(SecretValue.of("correct horse battery stapler")))
                .withMessage("the sheet is not opened by that passphrase")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SECRET_STORE_LOCKED));
    }

    @Test
    void linesWhenThePassphraseIsShortRefuses() {
        assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> SHEET.lines(SecretValue.of("hunter2"), new SecureRandom()))
                .withMessage("the passphrase of a sheet has at least 12 characters");
    }

    @Test
    void linesWhenMadeTwiceAreOthers() {
        assertThat(SHEET.lines(PASSPHRASE, new SecureRandom()))
                .doesNotContainAnyElementsOf(
                        SHEET.lines(PASSPHRASE, new SecureRandom()).subList(1, 3));
    }

    @Test
    void readWhenItHoldsSomethingElseSaysSo() {
        for (byte[] content : Arrays.asList(new byte[0], new byte[21], new byte[200])) {
            assertThatExceptionOfType(BerthException.class)
                    .isThrownBy(() -> RecoverySheet.read(String.join("\n", SheetText.lines(content))))
                    .withMessage("the sheet holds what this version of Berth does not read");
        }
    }
}
