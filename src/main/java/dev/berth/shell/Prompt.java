package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.view.Theme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.utils.InfoCmp;
import org.springframework.shell.core.command.completion.CompletionProposal;

/** The interactive prompt: reads a line, runs it, and shows which environment the next one acts on. */
final class Prompt {
    private static final String ONLY_OWNER = "rw-------";
    private static final long LONGEST_HISTORY = 64L << 20;

    private final Shell shell;
    private final Session session;
    private final Streams streams;
    private final GlobalOptions global;
    private final Terminal terminal;
    private final Variables variables = new Variables();
    private final LineReader reader;
    private final PromptStatus status;

    /**
     * A prompt on a terminal.
     *
     * @param historyFile where lines are kept between sessions
     */
    Prompt(Shell shell, Session session, Streams streams, GlobalOptions global, Terminal terminal, Path historyFile) {
        this.shell = shell;
        this.session = session;
        this.streams = streams;
        this.global = global.atPrompt();
        this.terminal = terminal;
        this.reader = LineReaderBuilder.builder()
                .appName("berth")
                .terminal(terminal)
                .parser(new PromptParser())
                .completer(this::complete)
                .history(new PromptHistory(historyFile, this::isConfidential))
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "  > ")
                .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.INSERT_TAB, false)
                .build();
        if (createPrivately(historyFile)) {
            reader.setVariable(LineReader.HISTORY_FILE, historyFile);
        }
        this.status = new PromptStatus(session, this.global, theme(), reader);
    }

    /** Reads and runs lines until the end of input, {@code exit} or {@code quit}. */
    int run() {
        shell.interruption().leaveSignalsToTerminal();
        try (status) {
            boolean goesOn = true;
            while (goesOn) {
                status.refresh();
                goesOn = next();
            }
        }
        return 0;
    }

    /** Reads and runs one line; false at the end. */
    private boolean next() {
        try {
            return accept(reader.readLine(status.text()));
        } catch (UserInterruptException e) {
            // Ctrl-C gives up the line, not the session.
            return true;
        } catch (EndOfFileException e) {
            return false;
        }
    }

    private boolean accept(String line) {
        List<String> words;
        try {
            if (variables.assign(line)) {
                return true;
            }
            words = new ArrayList<>(variables.words(line));
        } catch (BerthException e) {
            shell.tell(Failure.of(e), List.of(), global, streams);
            return true;
        }
        if (words.size() > 1 && words.getFirst().equals("berth")) {
            words.removeFirst();
        }
        switch (words.isEmpty() ? "" : words.getFirst()) {
            case "" -> {}
            case "exit", "quit" -> {
                return false;
            }
            case "clear" -> {
                terminal.puts(InfoCmp.Capability.clear_screen);
                terminal.flush();
            }
            default -> execute(words);
        }
        return true;
    }

    private void execute(List<String> words) {
        Terminal.SignalHandler before = terminal.handle(
                Terminal.Signal.INT, signal -> shell.interruption().request());
        try {
            shell.run(
                    words,
                    global,
                    new Streams(
                            streams.output(),
                            streams.error(),
                            streams.capabilities(),
                            new PromptQuestions(terminal),
                            Optional.of(user -> FullScreen.use(terminal, user))));
        } finally {
            terminal.handle(Terminal.Signal.INT, before);
        }
    }

    private void complete(LineReader source, ParsedLine line, List<Candidate> candidates) {
        List<String> words = line.words();
        boolean named = words.size() > 1 && words.getFirst().equals("berth");
        List<CompletionProposal> proposals = new Completion(shell.catalogue(), session, global)
                .proposals(named ? words.subList(1, words.size()) : words);
        for (CompletionProposal proposal : proposals) {
            boolean folder = proposal.value().endsWith("/");
            candidates.add(new Candidate(
                    proposal.value(), proposal.value(), null, proposal.description(), null, null, !folder));
        }
    }

    private boolean isConfidential(String line) {
        try {
            List<String> words =
                    Lexer.places(line).stream().map(Lexer.Word::text).toList();
            boolean named = !words.isEmpty() && words.getFirst().equals("berth");
            return shell.verb(named ? words.subList(1, words.size()) : words)
                    .map(Verb::isConfidential)
                    .orElse(false);
        } catch (Lexer.UnfinishedException e) {
            return true;
        }
    }

    private Theme theme() {
        return global.noColor()
                ? streams.capabilities().withoutColor().output()
                : streams.capabilities().output();
    }

    /** A history that only its owner reads; without one where the file cannot be written to, or is none. */
    private static boolean createPrivately(Path file) {
        try {
            Files.createDirectories(file.getParent());
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(ONLY_OWNER)));
            }
            // Reading a pipe would wait for whoever writes into it.
            return Files.isRegularFile(file) && Files.size(file) <= LONGEST_HISTORY && Files.isWritable(file);
        } catch (IOException e) {
            return false;
        }
    }
}
