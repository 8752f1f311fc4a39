package dev.berth.shell;

import java.time.Instant;
import java.util.Optional;

/** The verb that prints what happens to containers; what does it is made only when it is asked for. */
final class EventsCommand {
    static final Option<Optional<Instant>> SINCE = Option.moment("since", "nothing older than this");
    static final Option<Optional<Instant>> UNTIL = Option.moment("until", "nothing younger than this");
    static final Option<Boolean> FOLLOW =
            Option.flag("follow", "go on until Ctrl-C").letter('f');

    private EventsCommand() {}

    static Verb verb() {
        return Verb.named("stack events", "Print what has happened to the services' containers")
                .with(SINCE, UNTIL, FOLLOW)
                .detail("""
                        Engines remember the last few hundred events of all their containers; without --since everything \
                        they remember is printed. What probes and Berth itself run inside is left out.""")
                .example("stack events --since 1h", "what has happened in the last hour")
                .example("stack events -f", "what happens from now on")
                .example("stack events --since 1d --format json", "for a program")
                // A method reference would load the class with the verb.
                .runs(call -> EventPrinting.run(call));
    }
}
