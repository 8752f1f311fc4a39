package dev.berth.migration;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * A migrations' folder as Flyway is given it: the files that Berth has looked at, with the text that it has looked at, and
 * no others.
 */
final class FolderResources implements ResourceProvider {
    /** What runs once a command, however often Flyway is called in it. */
    private static final Pattern ONCE =
            Pattern.compile("(beforeMigrate|beforeValidate|afterValidate)(__.*)?\\.(?i:sql)");

    private final Path folder;
    private final List<LoadableResource> resources = new ArrayList<>();

    /** @param again whether Flyway was called before in the same command */
    FolderResources(MigrationFolder folder, boolean again) {
        this.folder = folder.path();
        folder.files().forEach(file -> resources.add(resource(file)));
        for (Path callback : folder.callbacks()) {
            if (!again || !ONCE.matcher(String.valueOf(callback.getFileName())).matches()) {
                resources.add(resource(this.folder, callback));
            }
        }
    }

    static LoadableResource resource(MigrationFile file) {
        return new Text(file.path(), file.script(), file.text());
    }

    /** The file beside a migration that says how it runs. */
    static LoadableResource configuration(MigrationFile file) {
        return new Text(file.configuration(), file.script() + ".conf", MigrationFile.content(file.configuration()));
    }

    /** Any other file of a folder. */
    static LoadableResource resource(Path folder, Path file) {
        return new Text(file, MigrationFile.script(folder, file), MigrationFile.content(file));
    }

    /** Flyway asks for the file beside a script that says how that runs. */
    @Override
    public @Nullable LoadableResource getResource(String name) {
        Path file = folder.resolve(name);
        return name.endsWith(".conf") && Files.isRegularFile(file) ? resource(folder, file) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return resources.stream()
                .filter(resource -> resource.getFilename().startsWith(prefix)
                        && Arrays.stream(suffixes).anyMatch(suffix -> endsWith(resource.getFilename(), suffix)))
                .toList();
    }

    private static boolean endsWith(String name, String suffix) {
        return name.toLowerCase(Locale.ROOT).endsWith(suffix.toLowerCase(Locale.ROOT));
    }

    /** A file that was read already. */
    private static final class Text extends LoadableResource {
        private final Path path;
        private final String script;
        private final String text;

        Text(Path path, String script, String text) {
            this.path = path;
            this.script = script;
            this.text = text;
        }

        @Override
        public Reader read() {
            return new EndingReader(text, script);
        }

        @Override
        public String getAbsolutePath() {
            return path.toString();
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return path.toAbsolutePath().toString();
        }

        @Override
        public String getFilename() {
            return String.valueOf(path.getFileName());
        }

        @Override
        public String getRelativePath() {
            return script;
        }
    }
}
