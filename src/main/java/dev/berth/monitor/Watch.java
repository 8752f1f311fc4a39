package dev.berth.monitor;

import dev.berth.deployment.ServiceRecovery;
import dev.berth.docker.Engine;
import dev.berth.environment.Environment;
import dev.berth.environment.Stack;
import dev.berth.failure.BerthException;
import dev.berth.failure.Refusal;
import dev.berth.health.LiveStack;
import dev.berth.health.StackFeed;
import dev.berth.health.StackObserver;
import dev.berth.health.StackSnapshot;
import dev.berth.health.StoreProbes;
import dev.berth.notification.Delivery;
import dev.berth.notification.Letter;
import dev.berth.workspace.CronExpression;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Looks after one environment: judges what is seen of its stack by its rules, and remembers what comes of it. */
public final class Watch {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** What has not changed is written down so often, so that what comes next knows how long nobody looked. */
    private static final Duration LONGEST_UNWRITTEN = Duration.ofSeconds(30);

    /** An Alertmanager is told all again each minute; one that does not take it is not asked at each look. */
    private static final Duration FEED_LATER = Duration.ofSeconds(30);

    private static final Duration FEED_GIVEN_UP = Duration.ofMinutes(10);

    private static final Duration FIRST_LOOK = Duration.ofSeconds(10);

    private final Engine engine;
    private final Stack stack;
    private final StoreProbes probes;
    private final Receivers receivers;
    private final WatchState.Orders orders;
    private final Optional<CronExpression> backups;
    private final WatchStateFile file;
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
    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private final Map<String, Feed> feeds = new HashMap<>();
    private final Map<String, String> told = new HashMap<>();
    private final Map<String, Instant> notBefore = new HashMap<>();
    private final Set<String> underway = new HashSet<>();
    private final Instant begunAt;
    private Optional<Watch> before;
    private WatchState state = WatchState.EMPTY;
    private Instant writtenAt = Instant.MIN;
    private boolean writes = true;
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

        /** Whether somebody changes the stack: what is down then is down on purpose. */
        boolean isBusy();
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
            Workspace workspace,
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
        this.logs = new LogKeeping(
                engine, environment.project(), logs(workspace, environment.name()), masking, listener::notice, clock);
        this.receivers = receivers;
        this.engine = engine;
        this.stack = environment.stack();
        this.probes = probes;
        this.orders = WatchState.Orders.of(environment);
        this.backups = environment.definition().backup().schedule().map(CronExpression::of);
        this.file = new WatchStateFile(workspace, environment.name(), environment.project());
        this.silences = new SilenceFolder(workspace, environment.name());
        this.happenings = new Happenings(workspace, environment.name(), environment.project());
        this.disk = new EngineDisk(engine);
        this.sightings = before.map(each -> each.sightings).orElseGet(Sightings::new);
        this.before = before;
        this.recovering = new Recovering(environment, orders.causes(), sightings, mending, listener);
        this.listener = listener;
        this.clock = clock;
        this.begunAt = clock.instant();
    }

    /** How the alerts of an environment stood at the last look, whoever looked; empty where nobody ever has. */
    public static Optional<Seen> seen(Workspace workspace, String environment, String project, Instant now) {
        WatchState state =
                new WatchStateFile(workspace, environment, project).read().state();
        return state.book()
                .lookedAt()
                .map(at -> new Seen(
                        at,
                        state.standings(current(new SilenceFolder(workspace, environment), now), now),
                        state.recoveries().repairs()));
    }

    /**
     * All alerts, as they were seen at a moment.
     *
     * @param repairs what was done to services, oldest first
     */
    public record Seen(Instant at, List<Standing> standings, List<Repair> repairs) {
        /** A watch that works looks, and writes down that it has, far more often. */
        private static final Duration OLD = Duration.ofSeconds(90);

        /** Whether that was so long ago that nobody can be looking. */
        public boolean isOld(Instant now) {
            return Duration.between(at, now).compareTo(OLD) > 0;
        }
    }

    /** Where a watch keeps what services have said. */
    public static Path logs(Workspace workspace, String environment) {
        return WatchStateFile.folder(workspace, environment).resolve("logs.db");
    }

    /** Makes that folder, where there is none. */
    public static void createFolder(Workspace workspace, String environment) throws IOException {
        WatchStateFile.createFolder(workspace, folder(workspace, environment));
    }

    /** Where a watch keeps what it remembers, and its log. */
    public static Path folder(Workspace workspace, String environment) {
        return WatchStateFile.folder(workspace, environment);
    }

    /**
     * Watches until the thread is interrupted.
     *
     * @throws BerthException ENGINE_UNREACHABLE where the engine does not answer at the beginning; later it is waited for
     */
    public void run() throws InterruptedException {
        WatchState remembered = before.map(each -> each.state).orElseGet(this::remembered);
        before = Optional.empty();
        state = remembered.with(remembered.recoveries().takenUp());
        StackSnapshot first = new StackObserver(engine, clock).observe(stack);
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
            hear(clock.instant());
            write();
            logs.close();
        }
    }

    private WatchState remembered() {
        WatchStateFile.Remembered remembered = file.read();
        remembered.loss().ifPresent(listener::notice);
        return remembered.state();
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
            boolean busy = occasion.isBusy();
            if (wasBusy && !busy) {
                // What takes long to find out is as it was before somebody was at work.
                feed.refresh();
            }
            wasBusy = busy;
            // An engine that is silent was waited for until now: what was known before may be known to be old by now.
            LiveStack live = latest.get();
            if (busy) {
                suspend();
            } else {
                look(live);
            }
            listener.looked(sight(live, !busy));
            notice("");
        } catch (RuntimeException e) {
            notice("a look came to nothing: " + e.getMessage());
        }
    }

    private Sight sight(LiveStack live, boolean judges) {
        Instant now = clock.instant();
        List<Standing> standings = state.standings(current(silences, now), now);
        return new Sight(now, live, judges, standings, disk.usage(), logs.counts());
    }

    private void notice(String trouble) {
        if (!trouble.equals(lastTrouble) && !trouble.isEmpty()) {
            listener.notice(trouble);
        }
        lastTrouble = trouble;
    }

    /** That it is still there is written down all the same. */
    private void suspend() {
        Instant now = clock.instant();
        hear(now);
        state = state.suspended(now).with(recovering.hear(state.recoveries(), now));
        if (isDue(now)) {
            write();
        }
    }

    private boolean isDue(Instant now) {
        return Duration.between(writtenAt, now).compareTo(LONGEST_UNWRITTEN) > 0 || now.isBefore(writtenAt);
    }

    private void look(LiveStack live) {
        Instant now = clock.instant();
        WatchState last = state;
        hear(now);
        recover(live, now);
        Facts facts =
                new Facts(disk.usage(), logs.errorsPerMinute(), backups, ZoneId.systemDefault(), state.recoveries());
        LiveStack known = live.with(happenings.with(live.events(), now)).since(begunAt);
        List<Silence> current = current(silences, now);
        Map<String, Standing.State> before = new HashMap<>();
        state.standings(current, now).forEach(standing -> before.put(key(standing), standing.state()));
        WatchState next = state.looked(orders, Look.at(known, facts, now).with(masking.redact()), current, now);
        boolean changed = !next.desks().equals(last.desks())
                || !next.book().alerts().equals(last.book().alerts())
                || !next.recoveries().equals(last.recoveries());
        state = next;
        if (changed || isDue(now)) {
            write();
        }
        for (Standing standing : state.standings(current, now)) {
            if (standing.state() != before.get(key(standing))) {
                listener.changed(standing, now);
            }
        }
        tell(current, now);
    }

    /** What is about to be done is written down before, so that it counts whatever becomes of this process. */
    private void recover(LiveStack live, Instant now) {
        Recoveries before = state.recoveries();
        Recovering.Step step = recovering.look(live, before, now);
        state = state.with(step.recoveries());
        if (step.begin().isPresent()) {
            write();
            recovering.begin(step.begin().get(), news::release);
        }
    }

    /** What came of one attempt. */
    private record Outcome(String receiver, Letter letter, Delivery delivery) {}

    /** Takes note of what came of what was sent since the last look. */
    private void hear(Instant now) {
        for (Outcome outcome = outcomes.poll(); outcome != null; outcome = outcomes.poll()) {
            underway.remove(outcome.receiver());
            if (orders.alertmanagers().contains(outcome.receiver())) {
                switch (outcome.delivery()) {
                    case Delivery.Delivered delivered ->
                        feeds.put(outcome.receiver(), Feed.delivered(outcome.letter()));
                    case Delivery.Later later -> notBefore.put(outcome.receiver(), now.plus(FEED_LATER));
                    case Delivery.GivenUp givenUp -> notBefore.put(outcome.receiver(), now.plus(FEED_GIVEN_UP));
                }
            } else {
                state = state.tried(outcome.receiver(), outcome.letter().id(), outcome.delivery(), now);
            }
            String kind = outcome.delivery().getClass().getSimpleName();
            if (!kind.equals(told.put(outcome.receiver(), kind))) {
                listener.notice(outcome.delivery().sentence(outcome.receiver()));
            }
        }
    }

    /** Sends what is due; it was written down before, so that it is sent again where nobody knows what came of it. */
    private void tell(List<Silence> current, Instant now) {
        state.toSend(now)
                .forEach((receiver, message) ->
                        post(receiver, message.letter(orders.environment()), message.attempts()));
        for (String receiver : orders.alertmanagers()) {
            if (now.isBefore(notBefore.getOrDefault(receiver, Instant.MIN))) {
                continue;
            }
            feeds.getOrDefault(receiver, Feed.NOTHING)
                    .due(orders.environment(), receiver, state.current(orders, receiver, current, now), now)
                    .ifPresent(letter -> post(receiver, letter, 0));
        }
    }

    private void post(String receiver, Letter letter, int failed) {
        // Until it was heard what came of one, nobody knows whether it is to be sent again.
        if (underway.contains(receiver)) {
            return;
        }
        boolean begun = receivers.post(
                receiver, letter, failed, delivery -> outcomes.add(new Outcome(receiver, letter, delivery)));
        if (begun) {
            underway.add(receiver);
        }
    }

    private static String key(Standing standing) {
        return standing.rule() + "\n" + standing.target();
    }

    private static List<Silence> current(SilenceFolder silences, Instant now) {
        try {
            return silences.current(now);
        } catch (IOException | RuntimeException e) {
            // What cannot be read silences nothing.
            return List.of();
        }
    }

    private void unwritten(String why) {
        if (writes) {
            listener.notice("what is remembered cannot be written down: " + why);
        }
        writes = false;
    }

    /** A full disk is what it has to tell of, and no reason to end. */
    private void write() {
        // Whoever is told to end writes once more, which an interrupted thread cannot.
        boolean interrupted = Thread.interrupted();
        try {
            file.write(state);
            writtenAt = clock.instant();
            if (!writes) {
                listener.notice("what is remembered can be written down again");
            }
            writes = true;
        } catch (IOException e) {
            unwritten(Refusal.of(e, file.path()));
        } catch (BerthException e) {
            unwritten(String.valueOf(e.getMessage()));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
