package dev.berth.monitor;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import dev.berth.failure.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Alerts of an environment that nobody is to be told of for a while, as people make and end them. */
public final class Silences {
    private final WatchFolder watch;
    private final SilenceFolder folder;

    public Silences(WatchFolder watch) {
        this.watch = watch;
        this.folder = new SilenceFolder(watch);
    }

    /**
     * One of them.
     *
     * @param rule a rule's name, with * in place of any characters
     * @param target the same of a target
     */
    public record Silenced(
            String id, String rule, String target, String comment, String by, Instant since, Instant until) {
        private static Silenced of(Silence silence) {
            return new Silenced(
                    silence.id(),
                    silence.rule().text(),
                    silence.target().text(),
                    silence.comment(),
                    silence.by(),
                    silence.since(),
                    silence.until());
        }
    }

    /** Those that have not ended, the next to end first. */
    public List<Silenced> current(Instant now) {
        try {
            return folder.current(now).stream().map(Silenced::of).toList();
        } catch (IOException e) {
            throw refused(e);
        }
    }

    /** Begins one. */
    public Silenced add(String rule, String target, String comment, String by, Instant now, Duration time) {
        Silence silence = new Silence(
                Incident.id(watch.environment(), rule, target, now.toString()),
                new Glob(rule),
                new Glob(target),
                comment,
                by,
                now,
                now.plus(time));
        try {
            folder.add(silence);
            return Silenced.of(silence);
        } catch (IOException e) {
            throw refused(e);
        }
    }

    /** Ends one; false where there is none of that id. */
    public boolean end(String id) {
        try {
            return SilenceFolder.isId(id) && folder.remove(id);
        } catch (IOException e) {
            throw refused(e);
        }
    }

    private BerthException refused(IOException cause) {
        return new BerthException(
                ErrorCode.FAILED,
                "the silences in %s cannot be read or written: %s"
                        .formatted(watch.path(), Refusal.of(cause, watch.path())),
                "Check the folder's permissions and the free space.",
                cause);
    }
}
