package dev.berth.shell;

import dev.berth.deployment.Approval;
import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.monitor.WatchFolder;
import dev.berth.view.Console;
import dev.berth.view.ConsoleApproval;
import dev.berth.view.Questions;
import java.util.function.Consumer;
import org.springframework.shell.core.InputReader;
import org.springframework.shell.core.command.CommandContext;

/** One use of a verb: what was typed, where it prints, and what it works with. */
final class Call {
    private final Verb verb;
    private final Words words;
    private final Surroundings surroundings;

    private Call(Verb verb, Words words, Surroundings surroundings) {
        this.verb = verb;
        this.words = words;
        this.surroundings = surroundings;
    }

    /**
     * What a verb finds around it; travels through the executor as its input reader.
     *
     * @param typed the command line, as journal and history name it
     */
    record Surroundings(
            Verb verb,
            GlobalOptions global,
            Console console,
            Session session,
            Shell shell,
            Streams streams,
            String typed)
            implements InputReader {}

    static Call of(CommandContext context) {
        if (context.inputReader() instanceof Surroundings surroundings) {
            return new Call(surroundings.verb(), new Words(context.parsedInput()), surroundings);
        }
        throw new IllegalArgumentException("not called by the shell");
    }

    <T> T get(Option<T> option) {
        return words.get(option);
    }

    <T> T get(Parameter<T> parameter) {
        return words.get(verb, parameter);
    }

    GlobalOptions global() {
        return surroundings.global();
    }

    Console console() {
        return surroundings.console();
    }

    Session session() {
        return surroundings.session();
    }

    Shell shell() {
        return surroundings.shell();
    }

    /** How whoever sits at the terminal is asked; for the commands of a script. */
    Questions questions() {
        return surroundings.streams().questions();
    }

    /** What the command line itself was given to print on and ask at. */
    Streams streams() {
        return surroundings.streams();
    }

    /** The command line, as journal and history name it. */
    String typed() {
        return surroundings.typed();
    }

    /** What commands work with in this call's workspace. */
    Services services() {
        return session().services(global().workspace());
    }

    /**
     * The environment to act on: the one that was named, else the active one.
     *
     * @throws BerthException USAGE when there is neither
     */
    String environment() {
        return global().environment()
                .or(services()::activeEnvironment)
                .orElseThrow(() -> new BerthException(
                        ErrorCode.USAGE,
                        "no environment is active, and none was named",
                        "Next: env switch NAME, or add --env NAME. There are: "
                                + String.join(", ", services().definitions().names())));
    }

    /** Where a watch of that environment keeps what it remembers. */
    WatchFolder watchFolder() {
        return new WatchFolder(services().workspace(), environment());
    }

    /** Sees to it that no secret of the environment shows up in what its services say. */
    void maskSecrets() {
        maskSecrets(false, console()::notice).close();
    }

    /**
     * The same, and where it goes on also for as long as it is open, since secrets may be rotated while somebody looks.
     *
     * @param notice takes why it cannot go on
     */
    SecretMasking maskSecrets(boolean goesOn, Consumer<String> notice) {
        String environment = environment();
        Runnable learning = () -> services().deployments().secretInspection().mask(environment);
        try {
            learning.run();
            return goesOn ? SecretMasking.begin(learning, notice) : SecretMasking.none();
        } catch (BerthException e) {
            // Somebody may have been asked for a passphrase, and is not asked again behind what is shown.
            console().notice("secrets cannot be masked in what services say: " + e.getMessage());
            return SecretMasking.none();
        }
    }

    Approval approval() {
        return new ConsoleApproval(console(), global().yes(), global().confirmed());
    }
}
