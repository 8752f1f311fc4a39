package dev.berth.migration;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a protected environment asks of a migration before it takes it: success elsewhere, with the same text.
 *
 * @param from the environment in which it must have succeeded
 * @param succeeded asked for only when something is pending
 */
record Promotion(String from, Supplier<Succeeded> succeeded) {

    /** What has succeeded there, and how that is known. */
    record Succeeded(Set<SuccessRecord.Entry> entries, String source) {}

    /** Throws PROTECTED, naming every file that has not succeeded there. */
    void check(String environment, List<MigrationFile> pending) {
        if (pending.isEmpty()) {
            return;
        }
        Succeeded known = succeeded.get();
        List<String> refused = new ArrayList<>();
        for (MigrationFile file : pending) {
            if (!known.entries().contains(SuccessRecord.Entry.of(file))) {
                boolean other = known.entries().stream()
                        .anyMatch(entry -> entry.script().equals(file.name()));
                refused.add(other ? file.script() + " (with another text there)" : file.script());
            }
        }
        if (!refused.isEmpty()) {
            throw new BerthException(
                    ErrorCode.PROTECTED,
                    "%s takes no migration that has not succeeded in %s: %s (as %s tells)"
                            .formatted(environment, from, String.join(", ", refused), known.source()),
                    "Run it there first: berth db migrate --env " + from);
        }
    }
}
