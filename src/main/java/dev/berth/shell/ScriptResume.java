package dev.berth.shell;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.workspace.WholeFile;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Properties;

/** Remembers where a script stopped, for the next run to go on there. */
final class ScriptResume {
    private static final int NAME_DIGITS = 16;

    private final Path file;
    private final Script script;

    /**
     * What is remembered of one script.
     *
     * @param state the workspace's state folder
     * @param path of the script, absolute
     */
    ScriptResume(Path state, Path path, Script script) {
        this.file = state.resolve("scripts").resolve(digest(path.toString()).substring(0, NAME_DIGITS) + ".properties");
        this.script = script;
    }

    /**
     * The first command to be run, from 0.
     *
     * @throws BerthException USAGE when nothing is remembered, or what was run then reads otherwise now
     */
    int next() throws IOException {
        if (!Files.exists(file)) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s did not stop half-way: there is nothing to resume".formatted(script.name()),
                    "Run it whole: script run " + script.name());
        }
        Properties remembered = new Properties();
        int next;
        try (Reader reader = Files.newBufferedReader(file)) {
            remembered.load(reader);
            next = Integer.parseInt(remembered.getProperty("next", "0"));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "what was remembered of %s is damaged (%s)".formatted(script.name(), file),
                    "Run it whole: script run " + script.name(),
                    e);
        }
        if (next > script.commands() || !done(next).equals(remembered.getProperty("done"))) {
            throw new BerthException(
                    ErrorCode.USAGE,
                    "%s was changed in the part that has been run already".formatted(script.name()),
                    "Run it whole: script run " + script.name());
        }
        return next;
    }

    /** Remembers that this command is the next one; survives a power cut. */
    void reached(int command) throws IOException {
        Files.createDirectories(file.getParent());
        Properties remembered = new Properties();
        remembered.setProperty("script", script.name());
        remembered.setProperty("next", Integer.toString(command));
        remembered.setProperty("done", done(command));
        StringWriter text = new StringWriter();
        remembered.store(text, null);
        WholeFile.replace(file, text.toString());
    }

    /** Forgets where an earlier run stopped. */
    void forget() throws IOException {
        Files.deleteIfExists(file);
    }

    /** What the commands before this one, and the variables between them, read like. */
    private String done(int commands) {
        StringBuilder text = new StringBuilder();
        int command = 0;
        for (Script.Line line : script.lines()) {
            if (line.isCommand() && command++ == commands) {
                break;
            }
            text.append(line.text()).append('\n');
        }
        return digest(text.toString());
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
