package dev.berth.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.function.Predicate;
import org.jline.reader.impl.history.DefaultHistory;

/** The prompt's history, without lines that may hold what nobody should read later. */
final class PromptHistory extends DefaultHistory {
    private final Path file;
    private final Predicate<String> confidential;

    PromptHistory(Path file, Predicate<String> confidential) {
        this.file = file;
        this.confidential = confidential;
    }

    /** A file that is no history is kept beside the new one. */
    @Override
    public void load() throws IOException {
        try {
            super.load();
        } catch (UncheckedIOException e) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
            throw e.getCause();
        }
    }

    @Override
    public void add(Instant time, String line) {
        if (!confidential.test(line)) {
            super.add(time, line);
        }
    }
}
