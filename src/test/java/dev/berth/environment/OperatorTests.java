package dev.berth.environment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OperatorTests {
    private final Operator current = Operator.current();
    private final Operator here = new Operator(
            current.user(),
            current.host(),
            "this-machine",
            current.boot(),
            current.processSpace(),
            current.process(),
            current.processStart());

    @Test
    void isSurelyGoneWhenItIsThisProcessIsFalse() {
        assertThat(here.isSurelyGone(here)).isFalse();
    }

    @Test
    void isSurelyGoneWhenProcessNumberIsTakenByAnotherIsTrue() {
        assertThat(with(here.host(), here.boot(), here.process(), "2001-01-01T00:00:00Z")
                        .isSurelyGone(here))
                .isTrue();
    }

    @Test
    void isSurelyGoneWhenNoSuchProcessIsTrue() {
        assertThat(with(here.host(), here.boot(), 4_194_305, here.processStart())
                        .isSurelyGone(here))
                .isTrue();
    }

    @Test
    void isSurelyGoneWhenMachineRebootedIsTrue() {
        assertThat(with(here.host(), "another-boot", here.process(), here.processStart())
                        .isSurelyGone(here))
                .isTrue();
    }

    @Test
    void isSurelyGoneWhenOnAnotherHostCannotBeTold() {
        assertThat(with("elsewhere", "another-boot", 4_194_305, "").isSurelyGone(here))
                .isFalse();
    }

    @Test
    void isSurelyGoneWhenAnotherMachineHasTheSameNameCannotBeTold() {
        assertThat(on("another-machine", here.host(), "another-boot", here.process(), here.processStart())
                        .isSurelyGone(here))
                .isFalse();
        assertThat(on("", here.host(), "another-boot", here.process(), here.processStart())
                        .isSurelyGone(here))
                .isFalse();
    }

    private Operator with(String host, String boot, long process, String start) {
        return on(here.machine(), host, boot, process, start);
    }

    private Operator on(String machine, String host, String boot, long process, String start) {
        return new Operator(here.user(), host, machine, boot, here.processSpace(), process, start);
    }
}
