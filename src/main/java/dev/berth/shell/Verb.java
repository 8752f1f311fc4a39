package dev.berth.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.springframework.shell.core.command.Command;
import org.springframework.shell.core.command.CommandContext;
import org.springframework.shell.core.command.CommandOption;
import org.springframework.shell.core.command.ExitStatus;

/** A command: what it is called, what it takes, what it may do, and the code that does it. */
final class Verb implements Command {
    /** Stands where no verb was typed. */
    static final Verb NONE = named("", "").runs(call -> 0);

    private final String name;
    private final String summary;
    private final String detail;
    private final List<Example> examples;
    private final List<Parameter<?>> parameters;
    private final List<Option<?>> options;
    private final Optional<BiPredicate<Verb, Words>> writes;
    private final boolean interruptible;
    private final boolean confidential;
    private final boolean forPrograms;
    private final Body body;

    private Verb(Builder builder, Body body) {
        this.name = builder.name;
        this.summary = builder.summary;
        this.detail = builder.detail;
        this.examples = List.copyOf(builder.examples);
        this.parameters = List.copyOf(builder.parameters);
        this.options = List.copyOf(builder.options);
        this.writes = builder.writes;
        this.interruptible = builder.interruptible;
        this.confidential = builder.confidential;
        this.forPrograms = builder.forPrograms;
        this.body = body;
    }

    /** Does the work; the exit status is the answer, a failure an exception. */
    interface Body {
        int run(Call call) throws Exception;
    }

    /** A command line worth showing, and what it does. */
    record Example(String line, String meaning) {}

    /** A verb under its full name, such as {@code env switch}, in one line without a full stop. */
    static Builder named(String name, String summary) {
        return new Builder(name, summary);
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getDescription() {
        return summary;
    }

    @Override
    public String getHelp() {
        return detail;
    }

    @Override
    public String getGroup() {
        int space = name.indexOf(' ');
        return space < 0 ? "" : name.substring(0, space);
    }

    @Override
    public List<CommandOption> getOptions() {
        List<CommandOption> all = new ArrayList<>();
        for (Option<?> option : options) {
            all.add(CommandOption.with()
                    .longName(option.name())
                    .shortName(option.letter().isEmpty() ? ' ' : option.letter().charAt(0))
                    .description(option.summary())
                    .type(option.isFlag() ? boolean.class : String.class)
                    .build());
        }
        return all;
    }

    @Override
    public ExitStatus execute(CommandContext context) throws Exception {
        int status = body.run(Call.of(context));
        return status == 0 ? ExitStatus.OK : new ExitStatus(status, "");
    }

    /** What it is called within its noun. */
    String shortName() {
        return name.substring(name.indexOf(' ') + 1);
    }

    /** Whether help and completion leave it out; the executor finds no command that it calls hidden itself. */
    boolean isForPrograms() {
        return forPrograms;
    }

    List<Example> examples() {
        return examples;
    }

    List<Parameter<?>> parameters() {
        return parameters;
    }

    List<Option<?>> options() {
        return options;
    }

    /** The environment that a word of its own names; empty where none does. */
    Optional<String> environment(Words words) {
        for (Parameter<?> parameter : parameters) {
            if (parameter.namesOneEnvironment()) {
                Object named = words.get(this, parameter);
                return named instanceof Optional<?> optional
                        ? optional.map(String::valueOf)
                        : Optional.of(String.valueOf(named));
            }
        }
        return Optional.empty();
    }

    /** Whether it has an option of that name itself. */
    boolean has(String option) {
        for (Option<?> own : options) {
            if (own.name().equals(option)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it changes anything when it is used like this, which read-only mode refuses. */
    boolean writes(Words words) {
        return writes.filter(when -> when.test(this, words)).isPresent();
    }

    /** Whether it changes nothing, however it is used. */
    boolean onlyLooks() {
        return writes.isEmpty();
    }

    /** Whether Ctrl-C is the verb's own to handle: it leaves nothing half done. */
    boolean isInterruptible() {
        return writes.isPresent() || interruptible;
    }

    /** Whether its command lines stay out of the history. */
    boolean isConfidential() {
        return confidential;
    }

    /** Such as {@code env switch NAME [--undo]}, without the options that every verb takes. */
    String usage() {
        StringBuilder usage = new StringBuilder(name);
        if (!options.isEmpty()) {
            usage.append(" [OPTIONS]");
        }
        parameters.forEach(parameter -> usage.append(' ').append(parameter.usage()));
        return usage.toString();
    }

    /** Puts a verb together. */
    static final class Builder {
        private final String name;
        private final String summary;
        private final List<Example> examples = new ArrayList<>();
        private final List<Parameter<?>> parameters = new ArrayList<>();
        private final List<Option<?>> options = new ArrayList<>();
        private String detail = "";
        private Optional<BiPredicate<Verb, Words>> writes = Optional.empty();
        private boolean interruptible;
        private boolean confidential;
        private boolean forPrograms;

        private Builder(String name, String summary) {
            this.name = name;
            this.summary = summary;
        }

        /** What one should know before using it, in a few sentences. */
        Builder detail(String text) {
            detail = text;
            return this;
        }

        Builder example(String line, String meaning) {
            examples.add(new Example(line, meaning));
            return this;
        }

        /** The next word by place. */
        Builder takes(Parameter<?> parameter) {
            parameters.add(parameter);
            return this;
        }

        Builder with(Option<?>... more) {
            options.addAll(List.of(more));
            return this;
        }

        /** It changes something. */
        Builder writes() {
            return writesWhere((verb, words) -> true);
        }

        /** It changes something, unless this flag is given. */
        Builder writesUnless(Option<Boolean> flag) {
            return writesWhere((verb, words) -> !words.get(flag));
        }

        /** It changes something only if this flag is given. */
        Builder writesWith(Option<Boolean> flag) {
            return writesWhere((verb, words) -> words.get(flag));
        }

        /** It changes something only if it is used like this. */
        Builder writesWhere(BiPredicate<Verb, Words> use) {
            writes = Optional.of(use);
            return this;
        }

        /** It changes nothing itself, and Ctrl-C is still its own to handle. */
        Builder interruptible() {
            interruptible = true;
            return this;
        }

        /** Its command lines stay out of the history. */
        Builder confidential() {
            confidential = true;
            return this;
        }

        /** It is for programs: help and completion do not name it. */
        Builder forPrograms() {
            forPrograms = true;
            return this;
        }

        Verb runs(Body body) {
            return new Verb(this, body);
        }
    }
}
