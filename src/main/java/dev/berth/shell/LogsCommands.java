package dev.berth.shell;

import dev.berth.logs.LogLevel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The verbs that print what services have logged: {@code logs tail}, and {@code stack logs}, which is the same. */
final class LogsCommands {
    static final Parameter<List<String>> SERVICES =
            Parameter.any("SERVICE", "services by their Compose names; all where none is named", Suggestion.SERVICES);
    static final Option<Optional<Integer>> TAIL = Option.number(
                    "tail", "LINES", "only the last lines of each container")
            .letter('n');
    static final Option<Optional<Instant>> SINCE = Option.moment("since", "nothing older than this");
    static final Option<Optional<Instant>> UNTIL = Option.moment("until", "nothing younger than this");
    static final Option<Optional<String>> GREP = Option.text("grep", "REGEX", "only entries in which this is found");
    static final Option<Optional<LogLevel>> LEVEL =
            Option.choice("level", LogLevel.class, "only entries at least this grave");
    static final Option<Boolean> FOLLOW =
            Option.flag("follow", "go on until Ctrl-C").letter('f');

    private static final Parameter<List<String>> QUERY =
            Parameter.any("QUERY", "what is looked for; everything where nothing is said", Suggestion.NOTHING);

    static final Option<List<String>> SERVICE = Option.texts(
                    "service", "NAME", "only of this service; once for each of several")
            .suggesting(Suggestion.SERVICES);
    static final Option<Optional<Integer>> LINES =
            Option.number("tail", "LINES", "only the newest; 1,000 unless told").letter('n');

    static List<String> query(Call call) {
        return call.get(QUERY);
    }

    private LogsCommands() {}

    static List<Verb> verbs() {
        return List.of(
                verb("logs tail"),
                Verb.named(
                                "logs search",
                                "Find what services have said, also those that are gone, in what a watch keeps")
                        .takes(QUERY)
                        .with(SERVICE, SINCE, UNTIL, LEVEL, LINES)
                        .detail("""
                                A watch (monitor start) keeps a week of what services say, a gibibyte at most, without the secrets \
                                that Berth knows. Found is what has all that is asked for: word, beginn*, *part*, "several words", \
                                name:value of a line that is JSON, and of each line level:, service: and container:. Where lines \
                                are missing, a notice says of when and why.""")
                        .example("logs search timeout --since 1d --service rest", "one word, of one service")
                        .example("logs search 'level:error status:500'", "fields of lines that are JSON")
                        .example("logs search '\"connection reset\"' --format ndjson", "one JSON object a line")
                        .runs(call -> StoredLogPrinting.search(call)),
                Verb.named("logs stats", "Show how much a watch keeps of what services have said")
                        .example("logs stats", "of when, of whom, and what is missing")
                        .runs(call -> StoredLogPrinting.stats(call)));
    }

    static Verb verb(String name) {
        return Verb.named(name, "Print what the services have logged, all of them as one")
                .takes(SERVICES)
                .with(TAIL, SINCE, UNTIL, GREP, LEVEL, FOLLOW)
                .detail("""
                        Entries stand in the order of their times; one that comes too late for that has ~ instead of |. Lines that \
                        belong together stay together, and are searched together. Secrets that Berth knows are left out.""")
                .example(name + " rest -n 50 -f", "its last 50 lines, and what comes")
                .example(name + " --since 1h --level error", "what went wrong in the last hour")
                .example(name + " --since 5m --format ndjson", "one JSON object a line")
                // A method reference would load the class with the verb.
                .runs(call -> LogPrinting.run(call));
    }
}
