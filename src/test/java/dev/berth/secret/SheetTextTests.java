package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.failure.BerthException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SheetTextTests {
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private final Random random = new Random(20261127);

    @Test
    void parseWhenOfAnyLengthGivesTheContentBack() {
        for (int length = 0; length < 300; length++) {
            byte[] content = bytes(length);

            assertThat(SheetText.parse(page(SheetText.lines(content)))).isEqualTo(content);
        }
    }

    @Test
    void linesWhenPrintedLookLikeThis() {
        assertThat(SheetText.lines("recovery sheet of a machine".getBytes(StandardCharsets.UTF_8)))
                .allMatch(line -> line.matches("[0-9]{2}  ([0-9A-Z]{4} ){0,7}[0-9A-Z]{1,4}   [0-9A-Z]{4}"))
                .hasSize(2);
    }

    @Test
    void parseWhenTypedInAnotherOrderCaseAndSpacingAmongProseReadsIt() {
        byte[] content = bytes(100);
        List<String> typed = new ArrayList<>();
        for (String line : SheetText.lines(content)) {
            String number = line.substring(0, 2);
            String groups =
                    line.substring(4).toLowerCase(Locale.ROOT).replace('0', 'o').replace('1', 'l');
            typed.add("  %s: %s\t".formatted(Integer.parseInt(number), groups.replace(' ', '-')));
        }
        Collections.shuffle(typed, random);
        typed.add(0, "RECOVERY SHEET of acme/prod, printed 2026-11-27");
        typed.add("");
        typed.add(typed.get(1));

        assertThat(SheetText.parse(String.join("\r\n", typed))).isEqualTo(content);
    }

    @Test
    void parseWhenOneCharacterIsWrongNamesTheLineAndWhatMayBeMeant() {
        byte[] content = bytes(60);
        List<String> lines = SheetText.lines(content);
        int suggested = 0;
        int tried = 0;
        for (int number = 0; number < lines.size(); number++) {
            String line = lines.get(number);
            for (int i = 4; i < line.length(); i++) {
                if (line.charAt(i) != ' ') {
                    String right = groupAround(line, i);
                    char other = DIGITS.charAt((DIGITS.indexOf(line.charAt(i)) + 1 + random.nextInt(31)) % 32);
                    List<String> typed = new ArrayList<>(lines);
                    typed.set(number, line.substring(0, i) + other + line.substring(i + 1));

                    BerthException failure = refused(typed);
                    assertThat(failure).hasMessage("the sheet has typing errors in it");
                    assertThat(failure.hint()).startsWith("line %02d: ".formatted(number + 1));
                    suggested +=
                            String.valueOf(failure.hint()).contains("perhaps %s in place of ".formatted(right)) ? 1 : 0;
                    tried++;
                }
            }
        }
        assertThat(suggested).isGreaterThan(tried * 9 / 10);
    }

    @Test
    void parseWhenSeveralLinesAreWrongNamesAll() {
        List<String> lines = new ArrayList<>(SheetText.lines(bytes(60)));
        lines.set(0, lines.get(0).replaceFirst("  (.)(.)", "  !$2"));
        lines.set(1, lines.get(1).substring(0, 20));
        lines.set(2, "03" + lines.get(3).substring(2));

        assertThat(refused(lines).hint())
                .contains(
                        "line 01: ! stands on no sheet; ",
                        "line 02: it has 13 characters after its number, where all but the last line have 36; ",
                        "line 03: ");
    }

    @Test
    void parseWhenLinesAreMissingNamesThem() {
        List<String> lines = new ArrayList<>(SheetText.lines(bytes(100)));
        lines.remove(5);
        lines.remove(2);

        BerthException failure = refused(lines);
        assertThat(failure).hasMessage("the sheet has 6 lines, and not all of them are there");
        assertThat(failure.hint()).isEqualTo("line 03; line 06. Nothing was changed.");
        lines.remove(0);
        assertThat(refused(lines)).hasMessage("the sheet lacks line 01");
        assertThat(refused(List.of("nothing"))).hasMessage("that is no recovery sheet");
    }

    @Test
    void parseWhenLinesAreOfTwoSheetsSaysSo() {
        List<String> lines = new ArrayList<>(SheetText.lines(bytes(60)));
        List<String> others = SheetText.lines(bytes(60));
        List<String> mixed = new ArrayList<>(lines);
        mixed.set(2, others.get(2));

        assertThat(refused(mixed)).hasMessage("its lines are of several sheets");
        lines.add(others.get(1));
        assertThat(refused(lines).hint()).startsWith("line 02 is there twice, once of another sheet");
        assertThat(refused(List.of(
                        lines.get(0),
                        others.get(1),
                        lines.get(2),
                        lines.get(3),
                        SheetText.lines(bytes(90)).get(4))))
                .hasMessage("the sheet has 4 lines, and there are more");
    }

    @Test
    void parseWhenANewerVersionMadeItSaysSo() {
        assertThat(refused(SheetText.lines((byte) 2, bytes(5)))).hasMessage("a newer version of Berth made this sheet");
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String groupAround(String line, int index) {
        int start = line.lastIndexOf(' ', index) + 1;
        int end = line.indexOf(' ', index);
        return line.substring(start, end < 0 ? line.length() : end);
    }

    private static String page(List<String> lines) {
        return String.join("\n", lines);
    }

    private static BerthException refused(List<String> lines) {
        return assertThatExceptionOfType(BerthException.class)
                .isThrownBy(() -> SheetText.parse(page(lines)))
                .actual();
    }
}
