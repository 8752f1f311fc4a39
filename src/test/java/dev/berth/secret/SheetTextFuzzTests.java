package dev.berth.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.testing.FuzzTarget;
import dev.berth.testing.Thrift;
import java.nio.charset.StandardCharsets;

/** A page that was typed from paper: read right, or told what is wrong with it; never taken for another. */
class SheetTextFuzzTests {

    @FuzzTarget
    void page(byte[] input) throws Exception {
        String page = new String(input, StandardCharsets.UTF_8);

        Thrift.of(input.length, () -> {
            try {
                byte[] content = SheetText.parse(page);
                assertThat(SheetText.parse(String.join("\n", SheetText.lines(content))))
                        .isEqualTo(content);
            } catch (BerthException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.USAGE);
            }
        });
    }
}
