package dev.berth.environment;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Refusal;
import dev.berth.workspace.WholeFile;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The secret-free file of variables that Compose interpolates from, in Compose's own syntax for such files. */
final class VariablesFile {
    private VariablesFile() {}

    /** Writes the file whole or not at all; leaves it alone, its time too, when nothing changed. */
    static void write(Path file, Map<String, String> variables) {
        String text = format(new TreeMap<>(variables));
        try {
            if (Workspace.stateText(file).filter(text::equals).isPresent()) {
                return;
            }
            Files.createDirectories(file.toAbsolutePath().resolve("..").normalize());
            WholeFile.replace(file, text);
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.FAILED,
                    "cannot write %s: %s".formatted(file, Refusal.of(e, file)),
                    "Check the folder's permissions and the free space.",
                    e);
        }
    }

    static String format(SortedMap<String, String> variables) {
        StringBuilder text = new StringBuilder();
        variables.forEach((name, value) ->
                text.append(name).append('=').append(quote(value)).append('\n'));
        return text.toString();
    }

    /** Single quotes keep everything as it is, but cannot hold a single quote; double quotes need escapes. */
    private static String quote(String value) {
        if (value.indexOf('\'') < 0 && value.indexOf('\n') < 0 && value.indexOf('\r') < 0) {
            return "'" + value + "'";
        }
        return '"'
                + value.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("$", "\\$")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                + '"';
    }
}
