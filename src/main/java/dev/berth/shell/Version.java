package dev.berth.shell;

import dev.berth.view.Document;
import dev.berth.view.Report;
import dev.berth.view.Theme;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;

/**
 * Which Berth this is, as the build wrote it down.
 *
 * @param commit of the source; "unknown" where it was not built from a clone
 */
record Version(String number, String commit) implements Report {

    static Version current() {
        Properties properties = new Properties();
        try (InputStream file = Version.class.getResourceAsStream("/dev/berth/version.properties")) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException e) {
            return new Version("unknown", "unknown");
        }
        return new Version(properties.getProperty("version", "unknown"), properties.getProperty("commit", "unknown"));
    }

    @Override
    public Document document() {
        return Document.create().put("version", number).put("commit", commit);
    }

    @Override
    public List<String> lines(Theme theme) {
        return List.of("Berth " + number + " (" + commit + ")");
    }
}
