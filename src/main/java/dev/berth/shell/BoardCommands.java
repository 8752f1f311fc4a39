package dev.berth.shell;

import dev.berth.view.Board;
import dev.berth.view.Capabilities;
import dev.berth.view.Questions;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The command lines that are run from a board, each as it would be at the prompt. */
final class BoardCommands implements Board.Commands {
    private final Call call;
    private final SecretMasking masking;
    private final GlobalOptions global;

    BoardCommands(Call call, SecretMasking masking) {
        this.call = call;
        this.masking = masking;
        this.global = call.global().inherited(call.environment());
    }

    @Override
    public boolean isReadOnly() {
        return global.readOnly();
    }

    @Override
    public Board.Result run(List<String> words) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Streams streams = new Streams(
                nowhere,
                nowhere,
                Capabilities.of(Capabilities.Terminals.NONE, Map.of()),
                Questions.NOBODY,
                Optional.empty());
        Shell.Outcome outcome = call.shell().execute(words, global, streams);
        return new Board.Result(
                outcome.exitCode(), outcome.failure().map(Failure::message).orElse(""));
    }

    @Override
    public void runInteractively(String line) {
        Streams own = call.streams();
        Streams streams = new Streams(own.output(), own.error(), own.capabilities(), own.questions(), Optional.empty());
        try {
            call.shell().run(words(line), global, streams);
        } catch (Lexer.UnfinishedException e) {
            call.shell().tell(Failure.of(e), List.of(), global, streams);
        } finally {
            call.shell().interruption().goOn();
            own.output().flush();
            own.error().flush();
        }
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>(
                Lexer.places(line).stream().map(Lexer.Word::text).toList());
        if (words.size() > 1 && words.getFirst().equals("berth")) {
            words.removeFirst();
        }
        return words;
    }

    @Override
    public String redact(String text) {
        return call.session().redact(text);
    }

    @Override
    public void learnSecrets() {
        masking.learn();
    }
}
