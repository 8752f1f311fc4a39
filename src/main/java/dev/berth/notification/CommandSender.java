package dev.berth.notification;

import dev.berth.failure.Quoted;
import dev.berth.process.Program;
import dev.berth.process.ProgramResult;
import dev.berth.secret.VaultCredentials;
import dev.berth.workspace.Alerts;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs a program in the workspace's folder, with a letter as JSON on its standard input. */
final class CommandSender implements Sender {
    /** EX_TEMPFAIL of sysexits.h, which mail servers take for the same. */
    private static final int LATER = 75;

    private final List<String> words;
    private final Surroundings surroundings;

    CommandSender(Alerts.Receiver.Command command, Surroundings surroundings) {
        this.words = command.words();
        this.surroundings = surroundings;
    }

    @Override
    public Delivery send(Letter letter) {
        byte[] input = (LetterDocument.text(letter) + "\n").getBytes(StandardCharsets.UTF_8);
        Program program = new Program(
                words,
                Map.of(),
                Set.copyOf(VaultCredentials.TOKENS),
                surroundings.workspace().root(),
                Notifier.TIMEOUT);
        ProgramResult result = surroundings.programs().run(program, new ByteArrayInputStream(input), line -> {});
        String said = said(result);
        return switch (result.exitCode()) {
            case 0 -> new Delivery.Delivered(said);
            case LATER -> Delivery.Later.because(said);
            default -> new Delivery.GivenUp(said);
        };
    }

    private static String said(ProgramResult result) {
        String exit = "it ended with exit code %d".formatted(result.exitCode());
        return result.error()
                .lines()
                .filter(line -> !line.isBlank())
                .reduce((_, last) -> last)
                .map(last -> "%s: %s".formatted(exit, Quoted.of(last.strip())))
                .orElse(exit);
    }
}
