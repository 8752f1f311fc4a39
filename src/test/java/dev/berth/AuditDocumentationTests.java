package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.audit.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/audit.md has the list of checks as the audit makes them. */
class AuditDocumentationTests {
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z-]+)` \\|", Pattern.MULTILINE);

    @Test
    void pageListsTheChecksInTheirOrder() throws IOException {
        String page = Files.readString(Path.of("docs/audit.md"));

        List<String> listed =
                ROW.matcher(page).results().map(row -> row.group(1)).toList();

        assertThat(listed)
                .containsExactlyElementsOf(
                        Arrays.stream(Check.values()).map(Check::id).toList());
    }
}
