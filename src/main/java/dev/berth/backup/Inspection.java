package dev.berth.backup;

import dev.berth.docker.ExecResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a look into the serving database has found.
 *
 * @param databases that were looked into
 * @param skipped those that were not, since they have no extension amcheck
 * @param problems a sentence each; empty where nothing is damaged
 */
public record Inspection(List<String> databases, List<String> skipped, List<String> problems) {

    /** Has PostgreSQL hold every table against its indexes, and tell which pages failed their checksums; changes nothing. */
    static Inspection of(Cluster server, Consumer<String> looking) {
        return of(server, Optional.empty(), looking);
    }

    /** @param socket the folder of the server's socket; empty for the usual one */
    static Inspection of(Cluster server, Optional<String> socket, Consumer<String> looking) {
        List<String> databases = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String database : server.databases()) {
            if (server.value(database, "SELECT count(*) FROM pg_extension WHERE extname = 'amcheck'")
                    .equals("0")) {
                skipped.add(database);
                continue;
            }
            databases.add(database);
            looking.accept("looking into every relation of " + database);
            List<String> command = new ArrayList<>(
                    List.of("pg_amcheck", "-U", server.superuser(), "--heapallindexed", "--jobs=2", "-d", database));
            socket.ifPresent(folder -> command.addAll(List.of("-h", folder)));
            ExecResult result = server.run(command, Workbench.LONGEST);
            if (!result.succeeded()) {
                List<String> said = result.output()
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList();
                problems.addAll(said.isEmpty() ? List.of(Workbench.lastWords(result)) : said);
            }
        }
        server.rows(
                        "postgres",
                        "SELECT datname, checksum_failures FROM pg_stat_database WHERE checksum_failures > 0 AND datname IS NOT NULL")
                .forEach(row -> problems.add("%s pages of %s have failed their checksums since it was started"
                        .formatted(row.get(1), row.get(0))));
        return new Inspection(List.copyOf(databases), List.copyOf(skipped), List.copyOf(problems));
    }

    /** Whether something was looked into, and nothing is wrong with it. */
    public boolean isWell() {
        return problems.isEmpty() && !databases.isEmpty();
    }
}
