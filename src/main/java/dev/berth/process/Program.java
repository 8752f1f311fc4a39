package dev.berth.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of an outside program: a value that can be tested without running it.
 *
 * @param words the program and its arguments; never a secret
 * @param environment variables added to (or replacing those of) Berth's own process environment
 * @param withheld variables of Berth's own that it does not get
 * @param directory where it runs; null for Berth's own current folder
 * @param timeout after which it is ended, with everything it started
 */
public record Program(
        List<String> words,
        Map<String, String> environment,
        Set<String> withheld,
        @Nullable Path directory,
        Duration timeout) {
    public Program {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a program needs at least its name");
        }
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
        withheld = Set.copyOf(withheld);
    }

    /** A program that gets all of Berth's own variables. */
    public Program(List<String> words, Map<String, String> environment, @Nullable Path directory, Duration timeout) {
        this(words, environment, Set.of(), directory, timeout);
    }

    public static Program of(Duration timeout, String... words) {
        return new Program(List.of(words), Map.of(), null, timeout);
    }

    public Program with(Map<String, String> variables) {
        return new Program(words, variables, withheld, directory, timeout);
    }

    public Program in(Path folder) {
        return new Program(words, environment, withheld, folder, timeout);
    }
}
