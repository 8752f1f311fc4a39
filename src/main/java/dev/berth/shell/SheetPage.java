package dev.berth.shell;

import dev.berth.secret.RecoverySheet;
import dev.berth.workspace.Definition;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** A recovery sheet as a page that explains itself: what it is, where the backups lie, and what to do with its lines. */
record SheetPage(Definition definition, RecoverySheet sheet, Version version, LocalDate date) {

    /** At most 80 columns wide, as it is printed; none of it is secret. */
    List<String> lines(List<String> sealed) {
        List<String> lines = new ArrayList<>();
        lines.add("RECOVERY SHEET of the environment %s in the workspace %s"
                .formatted(sheet.environment(), sheet.workspace()));
        lines.add("printed on %s by Berth %s".formatted(date, version.number()));
        lines.add("");
        lines.add("Keep it where neither the machine nor its backups are. Nobody reads the lines");
        lines.add("below without the passphrase that was given when it was printed: it stands");
        lines.add("nowhere. Print a new sheet when one of these secrets changes.");
        lines.add("");
        lines.add("On it:");
        sheet.key().ifPresent(key -> lines.add("  the key of the encrypted secrets file"));
        sheet.secrets().keySet().forEach(name -> lines.add("  the secret " + name));
        lines.add("The backups lie in:");
        switch (definition.backup().repository()) {
            case Definition.BackupRepository.Volume volume -> {
                lines.add("  the volume %s_backup of the Docker engine".formatted(definition.project()));
                lines.add("  (they are lost with that machine, unless it is copied elsewhere)");
            }
            case Definition.BackupRepository.S3 bucket -> {
                lines.add("  the bucket " + bucket.bucket());
                lines.add("  at " + bucket.endpoint());
                lines.add("  region %s, uriStyle %s".formatted(bucket.region(), bucket.pathStyle() ? "path" : "host"));
            }
        }
        lines.add("");
        lines.add("On an empty machine:");
        lines.add("  Install Berth, and bring the workspace: the folder with environments/ and");
        lines.add("  secrets-templates/, where secrets.yaml declares the secrets named above.");
        lines.add("  Type the numbered lines into a file. Capitals and blanks do not matter, O is");
        lines.add("  read as 0, I and L as 1. The last group of a line checks it: a mistake is told");
        lines.add("  by the line's number. Then, in the workspace:");
        lines.add("    berth secrets key import --env %s --sheet FILE".formatted(sheet.environment()));
        lines.add("  What follows: berth help backup");
        lines.add("");
        sealed.forEach(line -> lines.add("  " + line));
        return lines;
    }
}
