package dev.berth.migration;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Refusal;
import dev.berth.workspace.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A committed file that says which migrations succeeded in an environment: one line each, sorted, without times, so that
 * version control merges it.
 */
record SuccessRecord(Path file) {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{8})  (\\S.*)");

    /** One migration that succeeded: its file's name and the checksum of its text. */
    record Entry(String script, int checksum) implements Comparable<Entry> {
        static Entry of(MigrationFile file) {
            return new Entry(file.name(), file.checksum());
        }

        @Override
        public int compareTo(Entry other) {
            int byScript = script.compareTo(other.script);
            return byScript == 0 ? Integer.compareUnsigned(checksum, other.checksum) : byScript;
        }

        private String line() {
            return "%08x  %s\n".formatted(checksum, script);
        }
    }

    static SuccessRecord of(Path migrations, String environment) {
        return new SuccessRecord(migrations.resolve("succeeded").resolve(environment + ".txt"));
    }

    /** Empty where there is no such file. */
    Optional<Set<Entry>> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Set<Entry> entries = new TreeSet<>();
        try {
            for (String line : Files.readAllLines(file)) {
                Matcher matcher = LINE.matcher(line.stripTrailing());
                if (matcher.matches()) {
                    entries.add(new Entry(matcher.group(2), Integer.parseUnsignedInt(matcher.group(1), 16)));
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    throw new BerthException(
                            ErrorCode.DEFINITION_INVALID,
                            "%s: cannot read the line \"%s\"".formatted(file, line),
                            "Resolve what a merge left; a line is a checksum, two spaces and a file's name.");
                }
            }
        } catch (IOException e) {
            throw new BerthException(
                    ErrorCode.DEFINITION_INVALID,
                    "cannot read %s: %s".formatted(file, Refusal.of(e, file)),
                    "Make it readable.",
                    e);
        }
        return Optional.of(entries);
    }

    /**
     * Adds what succeeded; an older text of the same file gives way, and files of other clones keep their lines.
     *
     * @return whether the file changed
     */
    boolean add(Collection<Entry> succeeded) throws IOException {
        Set<Entry> before = read().orElse(Set.of());
        Set<String> scripts = succeeded.stream().map(Entry::script).collect(Collectors.toSet());
        Set<Entry> after = new TreeSet<>(succeeded);
        before.stream().filter(entry -> !scripts.contains(entry.script())).forEach(after::add);
        if (after.equals(before)) {
            return false;
        }
        String environment = String.valueOf(file.getFileName()).replaceFirst("\\.txt$", "");
        String text = after.stream()
                .map(Entry::line)
                .collect(Collectors.joining(
                        "",
                        "# Migrations that have succeeded in %s. Written by berth db migrate; commit it: it lets them into\n# environments with promotedFrom: %s.\n"
                                .formatted(environment, environment),
                        ""));
        Files.createDirectories(file.getParent());
        WholeFile.replace(file, text);
        return true;
    }
}
