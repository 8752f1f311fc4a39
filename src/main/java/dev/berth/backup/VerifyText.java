package dev.berth.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code pgbackrest verify --output=text --verbose} printed; its exit code says nothing of damage. */
final class VerifyText {
    private static final Pattern BACKUP = Pattern.compile(
            "backup: (\\S+), status: ([^,]+)(?:, total files checked: (\\d+), total valid files: (\\d+))?");
    private static final Pattern COUNTS =
            Pattern.compile("\\s*(missing: \\d+, checksum invalid: \\d+, size invalid: \\d+, other: \\d+)");
    private static final Pattern STATUS = Pattern.compile("^status: (.+)$", Pattern.MULTILINE);

    private VerifyText() {}

    /**
     * What is wrong with a backup and those it rests on, a sentence each.
     *
     * @param labels the backup's and those of all that it needs
     */
    static List<String> problems(String text, List<String> labels) {
        List<String> problems = new ArrayList<>();
        for (String label : labels) {
            problem(text, label).ifPresent(problems::add);
        }
        Matcher status = STATUS.matcher(text);
        while (problems.isEmpty() && status.find()) {
            if (!status.group(1).strip().equals("ok")) {
                problems.add(
                        "pgBackRest says of the repository: " + status.group(1).strip());
            }
        }
        return problems;
    }

    /** Whether it says anything of that backup. */
    static boolean tells(String text, String label) {
        return BACKUP.matcher(text).results().anyMatch(found -> found.group(1).equals(label));
    }

    private static Optional<String> problem(String text, String label) {
        Matcher backup = BACKUP.matcher(text);
        while (backup.find()) {
            if (!backup.group(1).equals(label)) {
                continue;
            }
            Matcher counts = COUNTS.matcher(text);
            String found =
                    counts.region(backup.end(), text.length()).lookingAt() ? counts.group(1) : "nothing more is told";
            boolean valid = backup.group(2).equals("valid")
                    && backup.group(3) != null
                    && backup.group(3).equals(backup.group(4))
                    && found.equals("missing: 0, checksum invalid: 0, size invalid: 0, other: 0");
            return valid
                    ? Optional.empty()
                    : Optional.of("backup %s is %s: %s".formatted(label, backup.group(2), found));
        }
        return Optional.of("backup %s is not among what pgBackRest could verify".formatted(label));
    }
}
