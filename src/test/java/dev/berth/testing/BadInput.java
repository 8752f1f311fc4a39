package dev.berth.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One thing that somebody may get wrong, and what is said of it.
 *
 * @param wrong how the folders of a sound workspace are spoilt
 * @param variables of the process
 * @param said what the message or the hint holds
 */
public record BadInput(
        String name,
        Spoiling wrong,
        Map<String, String> variables,
        String input,
        List<String> words,
        int exitCode,
        String code,
        List<String> said) {

    /** What is done to a workspace before. */
    @FunctionalInterface
    public interface Spoiling {
        void spoil(SpoiltWorkspace workspace) throws Exception;
    }

    public static Builder of(String name) {
        return new Builder(name);
    }

    @Override
    public String toString() {
        return name;
    }

    /** Puts one together, in the order of a sentence. */
    public static final class Builder {
        private final String name;
        private final Map<String, String> variables = new LinkedHashMap<>();
        private final List<String> words = new ArrayList<>();
        private Spoiling wrong = workspace -> {};
        private String input = "";

        private Builder(String name) {
            this.name = name;
        }

        public Builder where(Spoiling spoiling) {
            wrong = spoiling;
            return this;
        }

        /** The environment dev has these lines, too. */
        public Builder defining(String lines) {
            return where(workspace -> workspace.define(lines));
        }

        /** The Compose file is this one. */
        public Builder composing(String text) {
            return where(workspace -> workspace.write("compose.yaml", text));
        }

        /** The secrets are declared so. */
        public Builder declaring(String text) {
            return where(workspace -> workspace.declare(text));
        }

        public Builder with(String variable, String value) {
            variables.put(variable, value);
            return this;
        }

        public Builder reading(String text) {
            input = text;
            return this;
        }

        public Builder running(String... command) {
            words.addAll(List.of(command));
            return this;
        }

        public BadInput ends(int exitCode, String code, String... said) {
            return new BadInput(
                    name, wrong, Map.copyOf(variables), input, List.copyOf(words), exitCode, code, List.of(said));
        }
    }
}
