package dev.berth.deployment;

import dev.berth.environment.Environments;
import dev.berth.environment.Journal;
import dev.berth.environment.Operator;
import dev.berth.environment.Run;
import dev.berth.workspace.Definition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks before a workspace goes on with what another folder on this machine brought up and defines otherwise: two workspaces of
 * one name mean the same project. Two clones of one repository do not meet the question as long as they say the same.
 */
final class Takeover {
    private final Environments environments;

    Takeover(Environments environments) {
        this.environments = environments;
    }

    /**
     * Asks, where the environment is not protected; else whoever is asked for its name is told.
     *
     * @param journal of the environment's project
     * @return what is to be confirmed, all told
     */
    List<String> announced(Definition definition, Journal journal, Approval approval, List<String> consequences) {
        Optional<String> sentence = journal.last().flatMap(run -> sentence(definition, run));
        if (sentence.isEmpty()) {
            return consequences;
        }
        if (!definition.isProtected()) {
            approval.agree(definition.name(), sentence.get());
        }
        List<String> all = new ArrayList<>(List.of(sentence.get()));
        all.addAll(consequences);
        return all;
    }

    private Optional<String> sentence(Definition definition, Run run) {
        Path other = Path.of(run.workspace());
        if (!run.by().endsWith("@" + Operator.current().host())
                || !isAnother(other)
                || definesTheSame(definition, other)) {
            return Optional.empty();
        }
        return Optional.of("%s was last changed from another folder, %s, which defines it otherwise (%s by %s, %s)"
                .formatted(
                        definition.project(),
                        other,
                        run.command(),
                        run.by(),
                        run.startedAt().truncatedTo(ChronoUnit.SECONDS)));
    }

    private boolean isAnother(Path other) {
        Path own = environments.workspace().root();
        try {
            return Files.isDirectory(other.resolve("environments")) && !Files.isSameFile(own, other);
        } catch (IOException e) {
            return false;
        }
    }

    private boolean definesTheSame(Definition definition, Path other) {
        Path own = environments.workspace().root();
        try {
            for (Path file : environments.files(definition.name())) {
                Path twin = other.resolve(own.relativize(file));
                if (!Files.isRegularFile(twin) || Files.mismatch(file, twin) >= 0) {
                    return false;
                }
            }
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }
}
