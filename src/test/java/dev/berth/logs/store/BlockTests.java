package dev.berth.logs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockTests {

    @Test
    void unpackWhenPackedHasWhatWasPutIn() throws DamageException {
        Random random = new Random(1);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            rows.add(new Row(
                    random.nextLong() >> random.nextInt(Long.SIZE),
                    random.nextInt(1, 1000),
                    10 * random.nextInt(7),
                    random.nextBoolean(),
                    random.nextBoolean() ? OptionalLong.of(random.nextLong()) : OptionalLong.empty(),
                    "größer 🙂\n".repeat(random.nextInt(4))));
        }
        rows.add(new Row(Long.MIN_VALUE, 1, 0, false, OptionalLong.of(Long.MAX_VALUE), "x".repeat(1 << 20)));
        rows.add(new Row(Long.MAX_VALUE, Long.MAX_VALUE, 60, true, OptionalLong.of(Long.MIN_VALUE), "\u0000"));

        Block block = Block.unpack(Block.pack(rows), List.of()).orElseThrow();

        assertThat(IntStream.range(0, block.size()).mapToObj(block::row)).containsExactlyElementsOf(rows);
    }

    @Test
    void unpackWhenAnyByteIsAnotherSaysSo() {
        byte[] packed = Block.pack(rows("one", "two", "two hundred"));

        for (int i = 0; i < packed.length; i++) {
            byte[] spoilt = packed.clone();
            spoilt[i] ^= 0x10;
            assertThatExceptionOfType(DamageException.class).isThrownBy(() -> Block.unpack(spoilt, List.of()));
        }
        assertThatExceptionOfType(DamageException.class).isThrownBy(() -> Block.unpack(new byte[3], List.of()));
    }

    @Test
    void nextWhenEntriesAreEmptyOrShareATextFindsThoseThatHaveIt() throws DamageException {
        List<Needle> needles = Needle.in(List.of("abc", "é", "x"));
        byte[] packed = Block.pack(rows("", "ab", "c", "", "", "ABCx", "", "abc", "x", "xxAbC", ""));
        Block block = Block.unpack(packed, needles).orElseThrow();

        assertThat(needles).hasSize(2);
        assertThat(block.next(0, needles)).isEqualTo(5);
        assertThat(block.next(6, needles)).isEqualTo(9);
        assertThat(block.next(10, needles)).isEqualTo(block.size());
        assertThat(Block.unpack(packed, Needle.in(List.of("abd")))).isEqualTo(Optional.empty());
    }

    @Test
    void findWhenLettersAreOfAnyCaseIsAsSlowSearch() {
        Random random = new Random(2);
        for (int i = 0; i < 2000; i++) {
            String text = letters(random, 60, "abAB-");
            String part = letters(random, 4, "ab-");
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            int begin = random.nextInt(bytes.length);

            assertThat(Needle.in(List.of(part)).getFirst().find(bytes, begin, bytes.length))
                    .as(part + " in " + text)
                    .isEqualTo(WordSplitter.lowerCase(text).indexOf(part, begin));
        }
    }

    private static String letters(Random random, int most, String letters) {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(most); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    @Test
    void mayHaveWhenAWordStandsThereIsTrueAndElseMostlyNot() throws DamageException {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            rows.addAll(rows("request %x of Customer-%d".formatted(i * 7919, i)));
        }
        byte[] filter = WordFilter.of(rows);

        int wrong = 0;
        for (int i = 0; i < 3000; i++) {
            assertThat(WordFilter.mayHave(filter, List.of("customer", String.valueOf(i))))
                    .isTrue();
            wrong += WordFilter.mayHave(filter, List.of("other" + i)) ? 1 : 0;
        }
        assertThat(wrong).isLessThan(150);
        assertThat(WordFilter.mayHave(WordFilter.of(rows("!")), List.of("a"))).isFalse();
    }

    private static List<Row> rows(String... messages) {
        List<Row> rows = new ArrayList<>();
        for (String message : messages) {
            rows.add(new Row(rows.size(), 1, 30, false, OptionalLong.empty(), message));
        }
        return rows;
    }
}
