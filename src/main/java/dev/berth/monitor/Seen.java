package dev.berth.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All alerts of an environment, as a watch has seen them at a moment.
 *
 * @param repairs what was done to services, oldest first
 */
public record Seen(Instant at, List<Standing> standings, List<Repair> repairs) {
    /** A watch that works looks, and writes down that it has, far more often. */
    private static final Duration OLD = Duration.ofSeconds(90);

    /** As they stood at the last look, whoever looked; empty where nobody ever has. */
    public static Optional<Seen> last(WatchFolder folder, String project, Instant now) {
        WatchState state = new WatchStateFile(folder, project).read().state();
        return state.book()
                .lookedAt()
                .map(at -> new Seen(
                        at,
                        state.standings(new SilenceFolder(folder).readable(now), now),
                        state.recoveries().repairs()));
    }

    /** Whether that was so long ago that nobody can be looking. */
    public boolean isOld(Instant now) {
        return Duration.between(at, now).compareTo(OLD) > 0;
    }
}
