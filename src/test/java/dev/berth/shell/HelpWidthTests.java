package dev.berth.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.view.DisplayWidth;
import dev.berth.view.Theme;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every page of help fits a usual terminal, command lines apart, which must not be broken. */
class HelpWidthTests {
    private static final int USUAL_TERMINAL = 80;

    private final Catalogue catalogue = new Catalogue(ShellProgram.nouns());
    private final Help help = new Help(catalogue, new Theme(false, true));

    @Test
    void pageOfEveryVerbAndNounFitsAUsualTerminal() {
        assertThat(catalogue.all())
                .hasSizeGreaterThan(50)
                .allSatisfy(verb -> assertFits(List.of(verb.getName().split(" "))));
        assertThat(catalogue.nouns())
                .filteredOn(noun -> catalogue.isNoun(noun.name()))
                .allSatisfy(noun -> assertFits(List.of(noun.name())));
        assertFits(List.of());
    }

    private void assertFits(List<String> topic) {
        assertThat(help.lines(topic))
                .filteredOn(line -> !line.startsWith("  berth ") && !line.startsWith("usage: "))
                .allSatisfy(line -> assertThat(DisplayWidth.of(line)).as(line).isLessThanOrEqualTo(USUAL_TERMINAL));
    }
}
