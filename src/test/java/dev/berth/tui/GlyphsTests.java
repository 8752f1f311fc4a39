package dev.berth.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.view.Theme;
import java.util.List;
import org.junit.jupiter.api.Test;

class GlyphsTests {
    private static final Theme UNICODE = new Theme(false, true);

    @Test
    void barShowsEighthsAndIsNeverLongerThanItsRoom() {
        assertThat(Glyphs.bar(UNICODE, 0, 4)).isEqualTo("    ");
        assertThat(Glyphs.bar(UNICODE, 0.40625, 4)).isEqualTo("█▋  ");
        assertThat(Glyphs.bar(UNICODE, 1, 4)).isEqualTo("████");
        assertThat(Glyphs.bar(UNICODE, 7, 4)).isEqualTo("████");
        assertThat(Glyphs.bar(Theme.PLAIN, 0.5, 4)).isEqualTo("##  ");
    }

    @Test
    void curveShowsTheLastValuesToTheRight() {
        assertThat(Glyphs.curve(UNICODE, List.of(100.0, 0.0, 50.0, 100.0), 10, 3))
                .isEqualTo("▁▅█");
        assertThat(Glyphs.curve(UNICODE, List.of(1.0), 10, 3)).isEqualTo("  ▁");
        assertThat(Glyphs.curve(UNICODE, List.of(), 10, 3)).isEqualTo("   ");
    }
}
