package dev.berth.backup;

import dev.berth.docker.Engine;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads every byte that a set needs, those of earlier backups included, and holds it against what was stored. */
final class SetVerifier {
    private final Engine engine;
    private final Repository repository;
    private final Workbench workbench;

    SetVerifier(Engine engine, Repository repository, Workbench workbench) {
        this.engine = engine;
        this.repository = repository;
        this.workbench = workbench;
    }

    /**
     * Verifies a set.
     *
     * @param looking takes what is looked at now
     * @return what is wrong with each of its parts, by the part's name; an empty text where it is well
     */
    Map<String, String> verify(BackupSet set, Consumer<String> looking) {
        Map<String, String> parts = new LinkedHashMap<>();
        set.postgres()
                .ifPresent(postgres -> postgres.label().ifPresent(label -> {
                    looking.accept("files of PostgreSQL");
                    parts.put(postgres.service(), String.join("; ", files(postgres)));
                    looking.accept("log of PostgreSQL");
                    parts.put(postgres.service() + " log", String.join("; ", log(postgres, label)));
                }));
        looking.accept("other parts");
        Map<String, String> problems = repository.check(set.parts());
        set.postgres().ifPresent(postgres -> {
            if (postgres.files() instanceof BackupSet.Files.Base base) {
                parts.put(
                        postgres.service(),
                        Stream.of(base.cluster(), base.label())
                                .map(part -> problem(problems, part))
                                .filter(problem -> !problem.isEmpty())
                                .collect(Collectors.joining("; ")));
                parts.put(postgres.service() + " log", problem(problems, base.log()));
            }
        });
        set.redis().forEach(each -> parts.put(each.service(), problem(problems, each.part())));
        set.volumes()
                .forEach(each -> parts.put(
                        parts.containsKey(each.name()) ? "volume " + each.name() : each.name(),
                        problem(problems, each.part())));
        parts.put("configuration", problem(problems, set.configuration()));
        if (parts.values().stream().anyMatch(problem -> !problem.isEmpty())) {
            repository.requireAnswer();
        }
        return parts;
    }

    private static String problem(Map<String, String> problems, BackupSet.Part part) {
        return problems.getOrDefault(part.path(), "");
    }

    private List<String> files(BackupSet.Postgres postgres) {
        PgBackRest program = repository.program(engine);
        PgBackRestInfo info = program.info();
        if (info.isUnreadable()) {
            throw RepositoryFailure.of("read the repository", info.message());
        }
        List<String> labels = postgres.labels();
        List<String> missing = labels.stream()
                .filter(label -> info.backup(label).isEmpty())
                .map("backup %s is not there any more"::formatted)
                .toList();
        if (!missing.isEmpty()) {
            return missing;
        }
        // Of a backup that an older pgBackRest has made, it reads only that one and not what it rests on.
        StringBuilder read = new StringBuilder();
        for (String label : labels.reversed()) {
            if (!VerifyText.tells(read.toString(), label)) {
                read.append(program.verify(label)).append('\n');
            }
        }
        return VerifyText.problems(read.toString(), labels);
    }

    /** pgBackRest itself does not notice a segment that is missing. */
    private List<String> log(BackupSet.Postgres postgres, String label) {
        // Clusters of before and after an upgrade may have segments of the same name.
        String archive = repository
                .program(engine)
                .info()
                .backup(label)
                .map(PgBackRestInfo.Backup::archive)
                .orElse("");
        List<String> command = new ArrayList<>(List.of("check-log", "archive/main/" + archive));
        command.addAll(LogSegments.between(postgres.firstSegment(), postgres.lastSegment(), postgres.segmentBytes()));
        String printed = workbench.require("read the log of PostgreSQL", command, InputStream.nullInputStream());
        return printed.lines()
                .filter(line -> !line.startsWith("ok "))
                .map(line -> line.startsWith("missing ")
                        ? "segment %s of the log is missing".formatted(line.substring("missing ".length()))
                        : "segment %s of the log is damaged".formatted(line.substring(line.indexOf(' ') + 1)))
                .toList();
    }
}
