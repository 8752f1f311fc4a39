package dev.berth.environment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlotTests {

    @Test
    void decodeWhenEncodedGivesTheSame() {
        String text = "{\"a\": \"line one\\nline two ü\"}\nsecond line\n";

        assertThat(Slot.decode(Slot.encode(7, text))).contains(new Slot(7, text));
    }

    @Test
    void decodeWhenCutAnywhereGivesNothing() {
        String whole = Slot.encode(7, "some text");

        for (int length = 0; length < whole.length(); length++) {
            assertThat(Slot.decode(whole.substring(0, length)))
                    .as("cut after %d characters", length)
                    .isEmpty();
        }
    }

    @Test
    void decodeWhenOneCharacterDiffersGivesNothing() {
        assertThat(Slot.decode(Slot.encode(7, "some text").replace("text", "tent")))
                .isEmpty();
        assertThat(Slot.decode(Slot.encode(7, "some text").replaceFirst("7", "8")))
                .isEmpty();
    }

    @Test
    void newerWhenSequencesDifferPicksTheHigher() {
        assertThat(Slot.newer(new Slot(2, "b"), new Slot(1, "a")).text()).isEqualTo("b");
        assertThat(Slot.newer(new Slot(1, "a"), new Slot(2, "b")).text()).isEqualTo("b");
    }
}
