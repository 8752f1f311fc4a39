package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.view.Questions;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;

/** Asks at the prompt's terminal; answers go into no history. */
final class PromptQuestions implements Questions {
    private final Terminal terminal;

    PromptQuestions(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Optional<String> line(String question) {
        return Optional.ofNullable(read(question, null));
    }

    @Override
    public Optional<char[]> secret(String question) {
        return Optional.ofNullable(read(question, (char) 0)).map(String::toCharArray);
    }

    private @org.jspecify.annotations.Nullable String read(
            String question, @org.jspecify.annotations.Nullable Character mask) {
        LineReader reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .variable(LineReader.DISABLE_HISTORY, true)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
        try {
            return reader.readLine(question, mask);
        } catch (UserInterruptException e) {
            throw new BerthException(ErrorCode.INTERRUPTED, "interrupted at a question: nothing was changed", null, e);
        } catch (EndOfFileException e) {
            return null;
        }
    }
}
