package dev.berth.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A line of a crontab that makes sets by a schedule; cron reads it by the machine's own clock. */
public record CrontabLine(Schedule schedule, ScheduledBackup backup) {
    /** Where Docker's command line may be; cron itself looks in the last two alone. */
    private static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public String text() {
        List<String> commands = new ArrayList<>();
        for (List<String> command : backup.commands()) {
            List<String> words = new ArrayList<>(List.of("env", PATH));
            backup.passedOn().forEach((name, value) -> words.add(word(name + "=" + value)));
            command.forEach(word -> words.add(word(word)));
            commands.add(String.join(" ", words));
        }
        // To cron, % ends the command.
        return fields() + " " + String.join(" && ", commands).replace("%", "\\%");
    }

    /** A name is one to cron only in small letters. */
    private String fields() {
        String fields = schedule.text().strip();
        return fields.startsWith("@") ? fields.toLowerCase(Locale.ROOT) : fields;
    }

    private static String word(String word) {
        return word.chars().allMatch(c -> Character.isLetterOrDigit(c) || "/._-+=:,@%".indexOf(c) >= 0)
                ? word
                : "'" + word.replace("'", "'\\''") + "'";
    }
}
