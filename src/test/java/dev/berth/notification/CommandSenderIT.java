package dev.berth.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonParser;
import dev.berth.workspace.Alerts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that are run for real. */
class CommandSenderIT {
    @TempDir
    private Path folder;

    @Test
    void sendWhenTheProgramReadsItsInputHasTheDocument() throws Exception {
        assertThat(post("cat >letter.json").sentence("ops")).isEqualTo("ops took it: it ended with exit code 0");

        assertThat(JsonParser.object()
                        .from(Files.readString(folder.resolve("letter.json")))
                        .getString("title"))
                .isEqualTo("FIRING: memory of rest in prod (critical)");
    }

    @ParameterizedTest
    @CsvSource({
        "exit 0, ops took it: it ended with exit code 0",
        "echo busy >&2; exit 75, ops did not take it now: it ended with exit code 75: \"busy\"",
        "echo a >&2; echo no >&2; exit 1, ops does not take it: it ended with exit code 1: \"no\"",
    })
    void sendWhenTheProgramEndsGoesByItsExitCode(String script, String expected) throws Exception {
        assertThat(post(script).sentence("ops")).startsWith(expected);
    }

    @Test
    void sendWhenThereIsNoSuchProgramTriesLater() throws Exception {
        assertThat(post(new Alerts.Receiver.Command(List.of("/no/such/program"))))
                .isInstanceOf(Delivery.Later.class);
    }

    @Test
    void sendWhenTheProgramHangsEndsItAndTriesLater() throws Exception {
        Alerts.Receiver.Command command =
                new Alerts.Receiver.Command(List.of("/bin/sh", "-c", "echo $$ >pid; exec sleep 600"));
        Surroundings surroundings = Letters.surroundings(folder, Map.of());
        Notifier notifier = new Notifier(
                "prod",
                Map.of("ops", command),
                surroundings,
                (name, receiver) -> new CommandSender(command, surroundings),
                Duration.ofMillis(700));

        assertThat(Letters.post(notifier, "ops", Letters.letter("a"))).isInstanceOf(Delivery.Later.class);
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        ProcessHandle.of(pid).ifPresent(handle -> handle.onExit().join());
    }

    private Delivery post(String script) throws InterruptedException {
        return post(new Alerts.Receiver.Command(List.of("/bin/sh", "-c", script)));
    }

    private Delivery post(Alerts.Receiver receiver) throws InterruptedException {
        return Letters.post(
                Letters.notifier(Letters.surroundings(folder, Map.of()), receiver), "ops", Letters.letter("a"));
    }
}
