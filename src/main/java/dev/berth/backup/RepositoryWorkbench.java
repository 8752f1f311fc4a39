package dev.berth.backup;

import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Opens workbenches that have a repository in them, and the settings to use it. */
final class RepositoryWorkbench {
    /** To read what belongs to services, and to act as the repository's owner. */
    static final List<String> TO_READ = List.of("DAC_READ_SEARCH", "SETUID", "SETGID");

    /** To write what belongs to services, too. */
    static final List<String> TO_WRITE =
            List.of("DAC_READ_SEARCH", "DAC_OVERRIDE", "CHOWN", "FOWNER", "SETUID", "SETGID");

    private RepositoryWorkbench() {}

    /** Opens something that needs settings; they are released where that fails. */
    static <T> T releasing(Optional<Backups.Settings> settings, Function<Runnable, T> opening) {
        Runnable release = settings.map(Backups.Settings::release).orElse(() -> {});
        try {
            return opening.apply(release);
        } catch (RuntimeException e) {
            release.run();
            throw e;
        }
    }

    /**
     * What of an environment is backed up.
     *
     * @param data PGDATA where that is known
     * @param settings in place of the database's own
     */
    static Scope scope(
            Engine engine, Environment environment, Optional<String> data, Optional<Backups.Settings> settings) {
        Scope scope = Scope.of(engine, environment, data);
        return settings.map(given -> scope.withSettings(given.folder())).orElse(scope);
    }

    /** What gives a container the repository, and the settings to use it. */
    static List<String> binds(Scope scope) {
        return List.of(
                Backups.repositoryVolume(scope.environment().project()) + ":/var/lib/pgbackrest",
                scope.settings() + ":/run/berth:ro");
    }

    /** A container with the repository, and a volume. */
    static Workbench open(Engine engine, Scope scope, Optional<String> volume, List<String> capabilities) {
        return open(
                engine,
                scope,
                volume.map(name -> List.of(name + ":" + Sources.of(name))).orElse(List.of()),
                capabilities);
    }

    static Workbench open(Engine engine, Scope scope, List<String> binds, List<String> capabilities) {
        List<String> all = new ArrayList<>(binds(scope));
        all.addAll(binds);
        return Workbench.open(
                engine,
                new Workbench.Equipment(
                        scope.environment().project(),
                        "backup",
                        Backups.IMAGE,
                        Optional.of("0:0"),
                        all,
                        scope.network(engine),
                        capabilities));
    }
}
