package dev.berth.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobalOptionsTests {

    @ParameterizedTest
    @CsvSource({
        "env switch dev --yes, env switch dev --yes",
        "--workspace /srv/acme env switch dev --yes --format json, env switch dev --yes",
        "env switch dev --workspace=/srv/acme -q --debug --no-color, env switch dev",
        "--env prod db migrate --yes --confirm prod, --env prod db migrate --yes --confirm prod",
        "stack exec rest -- ls --format json -q, stack exec rest -- ls --format json -q"
    })
    void namedWhenOptionsSayWhereOrHowLeavesThemOut(String line, String name) {
        assertThat(GlobalOptions.named(List.of(line.split(" ", -1)))).isEqualTo(name);
    }
}
