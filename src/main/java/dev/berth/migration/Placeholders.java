package dev.berth.migration;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What ${…} in migrations stands for in one environment; never a secret, for its value goes into the schema and the logs. */
final class Placeholders {
    private static final String USE = "${";
    private static final Pattern SWITCHED_OFF = Pattern.compile("(?m)^\\s*placeholderReplacement\\s*=\\s*false\\s*$");

    private final String environment;
    private final Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    Placeholders(String environment, Map<String, String> values) {
        this.environment = environment;
        this.values.putAll(values);
        values.forEach((name, value) -> {
            int opening = value.indexOf("{{");
            if (opening >= 0 && value.indexOf("}}", opening) >= 0) {
                throw new BerthException(
                        ErrorCode.DEFINITION_INVALID,
                        "the placeholder %s of %s takes a secret".formatted(name, environment),
                        "Migrations must not hold secrets: their text is kept in the database and its logs. Set passwords by the service's own converge command.");
            }
        });
    }

    Map<String, String> values() {
        return values;
    }

    /** Throws when a file uses a placeholder that this environment does not define, before anything runs. */
    void check(MigrationFile file) {
        if (isSwitchedOff(file)) {
            return;
        }
        String text = file.text();
        int end = 0;
        for (int start = text.indexOf(USE); start >= 0; start = text.indexOf(USE, end)) {
            end = text.indexOf('}', start);
            if (end < 0) {
                return;
            }
            String name = text.substring(start + USE.length(), end);
            if (!name.startsWith("flyway:") && !values.containsKey(name)) {
                throw new BerthException(
                        ErrorCode.DEFINITION_INVALID,
                        "%s:%d: ${%s} is not defined for %s"
                                .formatted(file.path(), line(text, start), name, environment),
                        "Define migrations.placeholders.%s in the environment's definition; where ${…} is meant literally, write placeholderReplacement=false into %s.conf beside the file."
                                .formatted(name, file.name()));
            }
        }
    }

    private static boolean isSwitchedOff(MigrationFile file) {
        Path configuration = file.configuration();
        try {
            return Files.exists(configuration)
                    && SWITCHED_OFF.matcher(Files.readString(configuration)).find();
        } catch (IOException e) {
            // Flyway reads it too, and says what is wrong with it.
            return false;
        }
    }

    private static int line(String text, int position) {
        return 1
                + (int) text.chars()
                        .limit(position)
                        .filter(character -> character == '\n')
                        .count();
    }
}
