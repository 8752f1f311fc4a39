package dev.berth.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RecordDocumentTests {
    private sealed interface Place {
        record Near(Optional<String> name) implements Place {}
    }

    private record Thing(boolean isProtected, OptionalInt size, Place place, Map<String, String> names) {}

    @Test
    void ofWhenAMemberIsOneOfSeveralKindsSaysWhich() {
        Thing thing = new Thing(true, OptionalInt.of(3), new Place.Near(Optional.of("here")), Map.of("a", "b"));

        assertThat(RecordDocument.of(thing).text())
                .isEqualTo(
                        "{\"protected\":true,\"size\":3,\"place\":{\"type\":\"near\",\"name\":\"here\"},\"names\":{\"a\":\"b\"}}");
    }
}
