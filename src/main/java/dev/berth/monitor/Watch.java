package dev.berth.monitor;

import dev.berth.deployment.ServiceRecovery;
import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.health.LiveStack;
import dev.berth.health.StackFeed;
import dev.berth.health.StackObserver;
import dev.berth.health.StackSnapshot;
import dev.berth.health.StoreProbes;
import dev.berth.workspace.CronExpression;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Looks after one environment: judges what is seen of its stack by its rules, and remembers what comes of it. */
public final class Watch {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final Duration FIRST_LOOK = Duration.ofSeconds(10);

    private final Engine engine;
    private final Stack stack;
    private final StoreProbes probes;
    private final WatchState.Orders orders;
    private final Optional<CronExpression> backups;
    private final Notebook notebook;
    private final Correspondence correspondence;
    private final SilenceFolder silences;
    private final Happenings happenings;
    private final EngineDisk disk;
    private final LogKeeping logs;
    private final Masking masking;
    private final Occasion occasion;
    private final Sightings sightings;
    private final Recovering recovering;
    private final Listener listener;
    private final Clock clock;
    private final Semaphore news = new Semaphore(0);
    private final Instant begunAt;
    private Optional<Watch> before;
    private WatchState state = WatchState.EMPTY;
    private boolean wasBusy;
    private String lastTrouble = "";

    /** How secrets are taken out of what services say. */
    public interface Masking {
        /** Learns what is secret now; throws where that cannot be told. */
        void learn();

        /** Takes them out of a text. */
        UnaryOperator<String> redact();
    }

    /** Whether there is something to watch now. */
    public interface Occasion {
        /** Whether this is still the one to do it; ends the watch where it is not. */
        boolean goesOn();

        /** What somebody does to the stack now. */
        Work work();
    }

    /** What somebody does to a stack. */
    public enum Work {
        NOTHING,
        /** It runs on meanwhile, as it is. */
        BACKUP,
        /** What is down then is down on purpose. */
        CHANGE
    }

    /** How services are mended. */
    public interface Mending {
        /** Does it, or says why not; may take minutes. */
        ServiceRecovery.Outcome apply(ServiceRecovery.Remedy remedy) throws InterruptedException;
    }

    /** Takes what a watch has to tell, from several threads. */
    public interface Listener {
        /** An alert has become what it was not at the look before. */
        void changed(Standing standing, Instant at);

        /** Something was begun, or has ended, that is to mend a service. */
        void repaired(Repair repair);

        /** What came of telling somebody, where that is not what came of it before, or something about the watch itself. */
        void notice(String sentence);

        /** It has looked. */
        default void looked(Sight sight) {}
    }

    /**
     * A watch that has not begun yet.
     *
     * @param environment as it is defined now
     * @param probes how its stores are asked
     * @param receivers those of its definition
     * @param masking of what services say
     * @param occasion asked before each look
     * @param mending of services that are not well
     * @param before the one whose place it takes, where the definition was changed; it has ended by then
     */
    public Watch(
            Engine engine,
            Environment environment,
            WatchFolder folder,
            StoreProbes probes,
            Receivers receivers,
            Masking masking,
            Occasion occasion,
            Mending mending,
            Optional<Watch> before,
            Listener listener,
            Clock clock) {
        this.masking = masking;
        this.occasion = occasion;
        this.logs = new LogKeeping(engine, environment.project(), folder.logs(), masking, listener::notice, clock);
        this.engine = engine;
        this.stack = environment.stack();
        this.probes = probes;
        this.orders = WatchState.Orders.of(environment);
        this.backups = environment.definition().backup().schedule().map(CronExpression::of);
        this.notebook = new Notebook(new WatchStateFile(folder, environment.project()), listener::notice, clock);
        this.correspondence = new Correspondence(receivers, orders, listener);
        this.silences = new SilenceFolder(folder);
        this.happenings = new Happenings(folder, environment.project());
        this.disk = new EngineDisk(engine);
        this.sightings = before.map(each -> each.sightings).orElseGet(Sightings::new);
        this.before = before;
        this.recovering = new Recovering(environment, orders.causes(), sightings, mending, listener);
        this.listener = listener;
        this.clock = clock;
        this.begunAt = clock.instant();
    }

    /**
     * Watches until the thread is interrupted.
     *
     * @throws BerthException ENGINE_UNREACHABLE where the engine does not answer at the beginning; later it is waited for
     */
    public void run() throws InterruptedException {
        WatchState remembered = before.map(each -> each.state).orElseGet(notebook::read);
        state = remembered.with(remembered.recoveries().takenUp());
        StackSnapshot first = new StackObserver(engine, clock).observe(stack);
        // Where the engine did not answer it is asked again, and what is remembered is the same then.
        before = Optional.empty();
        AtomicReference<LiveStack> live = new AtomicReference<>(LiveStack.of(first));
        logs.begin();
        CountDownLatch heard = new CountDownLatch(1);
        try (StackFeed feed = StackFeed.begin(engine, stack, clock, first, Optional.of(probes), each -> {
            LiveStack before = live.getAndSet(each);
            heard.countDown();
            if (!conditions(before).equals(conditions(each))) {
                news.release();
            }
        })) {
            // Before stores were asked nothing is known of them, which would be an alert of its own.
            heard.await(FIRST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
            // What is under way is not left to whoever comes next.
            while (recovering.isAtWork() || occasion.goesOn()) {
                lookOrTell(live::get, feed);
                if (news.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    news.drainPermits();
                }
            }
        } finally {
            recovering.close();
            state = state.with(recovering.hear(state.recoveries(), clock.instant()));
            state = correspondence.hear(state, clock.instant());
            notebook.write(state);
            logs.close();
        }
    }

    /** What of a stack calls for a look at once when it changes. */
    private static Map<String, List<Object>> conditions(LiveStack live) {
        Map<String, List<Object>> conditions = new HashMap<>();
        live.snapshot().services().forEach(service -> {
            List<Object> each = new ArrayList<>(List.of(service.state(), service.health()));
            live.containers(service.name())
                    .forEach(container -> each.addAll(List.of(container.id(), container.state(), container.health())));
            conditions.put(service.name(), each);
        });
        return conditions;
    }

    /** Whatever goes wrong with one look, the next one may be well; nobody looks after whoever looks after others. */
    private void lookOrTell(Supplier<LiveStack> latest, StackFeed feed) {
        try {
            Work work = occasion.work();
            if (wasBusy && work == Work.NOTHING) {
                // What takes long to find out is as it was before somebody was at work.
                feed.refresh();
            }
            wasBusy = work != Work.NOTHING;
            // An engine that is silent was waited for until now: what was known before may be known to be old by now.
            LiveStack live = latest.get();
            if (work == Work.CHANGE) {
                suspend();
            } else {
                look(live, work);
            }
            listener.looked(sight(live, work != Work.CHANGE));
            notice("");
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            notice("a look came to nothing: " + e.getMessage());
        }
    }

    private Sight sight(LiveStack live, boolean judges) {
        Instant now = clock.instant();
        List<Standing> standings = state.standings(silences.readable(now), now);
        return new Sight(
                now, live, judges, standings, disk.usage(), state.recoveries().counts(), logs.counts());
    }

    private void notice(String trouble) {
        if (!trouble.equals(lastTrouble) && !trouble.isEmpty()) {
            listener.notice(trouble);
        }
        lastTrouble = trouble;
    }

    /** That it is still there is written down all the same, and what was to be told is told. */
    private void suspend() {
        Instant now = clock.instant();
        state = correspondence.hear(state, now);
        state = state.suspended(now).with(recovering.hear(state.recoveries(), now));
        if (notebook.isDue(now)) {
            notebook.write(state);
        }
        correspondence.send(state, silences.readable(now), now);
    }

    private void look(LiveStack live, Work work) {
        Instant now = clock.instant();
        WatchState last = state;
        state = correspondence.hear(state, now);
        if (work == Work.NOTHING) {
            recover(live, now);
        } else {
            state = state.with(recovering.hear(state.recoveries(), now));
        }
        Facts facts = new Facts(
                disk.usage(),
                logs.errorsPerMinute(),
                backups,
                work == Work.BACKUP,
                ZoneId.systemDefault(),
                state.recoveries());
        LiveStack known = live.with(happenings.with(live.events(), now)).since(begunAt);
        List<Silence> current = silences.readable(now);
        Map<String, Standing.State> before = new HashMap<>();
        state.standings(current, now).forEach(standing -> before.put(key(standing), standing.state()));
        WatchState next = state.looked(orders, Look.at(known, facts, now).with(masking.redact()), current, now);
        boolean changed = !next.desks().equals(last.desks())
                || !next.book().alerts().equals(last.book().alerts())
                || !next.recoveries().equals(last.recoveries());
        state = next;
        if (changed || notebook.isDue(now)) {
            notebook.write(state);
        }
        for (Standing standing : state.standings(current, now)) {
            if (standing.state() != before.get(key(standing))) {
                listener.changed(standing, now);
            }
        }
        correspondence.send(state, current, now);
    }

    /** What is about to be done is written down before, so that it counts whatever becomes of this process. */
    private void recover(LiveStack live, Instant now) {
        Recoveries before = state.recoveries();
        Recovering.Step step = recovering.look(live, before, now);
        state = state.with(step.recoveries());
        if (step.begin().isPresent()) {
            notebook.write(state);
            recovering.begin(step.begin().get(), news::release);
        }
    }

    private static String key(Standing standing) {
        return standing.rule() + "\n" + standing.target();
    }
}
