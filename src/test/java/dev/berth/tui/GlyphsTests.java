package dev.berth.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.view.Theme;
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
        assertThat(Glyphs.curve(UNICODE, new double[] {100, 0, 50, 100}, 10, 3)).isEqualTo("▁▅█");
        assertThat(Glyphs.curve(UNICODE, new double[] {1}, 10, 3)).isEqualTo("  ▁");
        assertThat(Glyphs.curve(UNICODE, new double[] {100, Double.NaN, 100}, 10, 3))
                .isEqualTo("█ █");
        assertThat(Glyphs.curve(UNICODE, new double[0], 10, 3)).isEqualTo("   ");
    }
}
