package dev.berth.shell;

import java.time.Instant;
import java.util.function.Predicate;
import org.jline.reader.impl.history.DefaultHistory;

/** The prompt's history, without lines that may hold what nobody should read later. */
final class PromptHistory extends DefaultHistory {
    private final Predicate<String> confidential;

    PromptHistory(Predicate<String> confidential) {
        this.confidential = confidential;
    }

    @Override
    public void add(Instant time, String line) {
        if (!confidential.test(line)) {
            super.add(time, line);
        }
    }
}
