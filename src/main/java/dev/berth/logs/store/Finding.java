package dev.berth.logs.store;

import dev.berth.logs.LogEntry;
import dev.berth.logs.LogGap;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One search. What there is, it looks at once, and holds the tail of it; blocks it reads one after the other, a few of them
 * ahead on all processors, and keeps nobody from removing them or adding others.
 */
final class Finding implements AutoCloseable {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /** So many blocks that overlap are held whole. */
    private static final int MOST_WHOLE = 16;

    /** Of each other one, so many entries. */
    private static final int FEW = 64;

    private final Connection connection;
    private final LogSearch search;
    private final boolean backwards;
    private final Consumer<LogGap> damage;
    private final List<String> words;
    private final Matching matching;
    private final Iterator<Candidate> candidates;
    private final Deque<Unpacking> ahead = new ArrayDeque<>();
    private final Queue<Run> open;
    private final ExecutorService workers = Executors.newFixedThreadPool(
            PROCESSORS, Thread.ofPlatform().daemon().factory());

    /** @param damage takes what cannot be read */
    Finding(Connection connection, LogSearch search, boolean backwards, Consumer<LogGap> damage) throws SQLException {
        this.connection = connection;
        this.search = search;
        this.backwards = backwards;
        this.damage = damage;
        words = search.clauses().stream()
                .flatMap(clause -> clause.words().stream())
                .distinct()
                .toList();
        open = new PriorityQueue<>(Run.order(backwards));
        connection.setAutoCommit(false);
        try {
            Map<Long, Matching.Source> sources = sources();
            matching = new Matching(search, sources);
            candidates = candidates(sources).iterator();
            Run tail = new Run(new Candidate(Long.MAX_VALUE, first(), last(), 0));
            tail.hold(inOrder(matching.in(Tail.read(connection, first(), last()))), Integer.MAX_VALUE);
            add(tail);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** A block whose entries are being looked for; what is empty in the end is damaged. */
    private record Unpacking(Candidate block, CompletableFuture<Optional<List<LogEntry>>> entries) {}

    private Map<Long, Matching.Source> sources() throws SQLException {
        Map<Long, Matching.Source> sources = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id, service, container FROM source")) {
            while (row.next()) {
                if (search.wants(row.getString(2), row.getString(3))) {
                    sources.put(row.getLong(1), new Matching.Source(row.getString(2), row.getString(3)));
                }
            }
        }
        return sources;
    }

    /** Nothing in it comes from outside. */
    private List<Candidate> candidates(Map<Long, Matching.Source> sources) throws SQLException {
        String wanted = sources.keySet().stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")"));
        List<Candidate> blocks = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT id, first, last, entries FROM block WHERE last >= %d AND first <= %d
                        AND EXISTS (SELECT 1 FROM share WHERE block = block.id AND level >= %d AND source IN %s)
                        ORDER BY %s""".formatted(
                                first(),
                                last(),
                                LevelNumber.of(search.level()),
                                wanted,
                                backwards ? "last DESC, id DESC" : "first, id"))) {
            while (row.next()) {
                blocks.add(new Candidate(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)));
            }
        }
        return blocks;
    }

    private long first() {
        return search.since().map(Nanos::of).orElse(Long.MIN_VALUE);
    }

    private long last() {
        return search.until().map(Nanos::of).orElse(Long.MAX_VALUE);
    }

    /** The next entry in its direction. */
    Optional<LogEntry> next() throws SQLException {
        readAhead();
        while (!ahead.isEmpty() && (open.isEmpty() || reaches(ahead.element().block(), open.element()))) {
            Unpacking block = ahead.remove();
            Run run = new Run(block.block());
            hold(run, block.entries().join());
            add(run);
            readAhead();
        }
        Run run = open.poll();
        if (run == null) {
            return Optional.empty();
        }
        LogEntry entry = run.take();
        if (!run.hasNext() && !run.hasLast()) {
            readAgain(run);
        }
        add(run);
        return Optional.of(entry);
    }

    private boolean reaches(Candidate block, Run run) {
        return backwards ? block.last() >= run.nanos() : block.first() <= run.nanos();
    }

    private void add(Run run) {
        if (run.hasNext()) {
            open.add(run);
        }
    }

    private void readAhead() throws SQLException {
        while (ahead.size() <= PROCESSORS && candidates.hasNext()) {
            Candidate block = candidates.next();
            read(block).ifPresent(entries -> ahead.add(new Unpacking(block, entries)));
        }
    }

    private void readAgain(Run run) throws SQLException {
        Optional<CompletableFuture<Optional<List<LogEntry>>>> entries = read(run.block());
        // It may have been removed meanwhile.
        hold(run, entries.isPresent() ? entries.get().join() : Optional.of(List.of()));
    }

    private void hold(Run run, Optional<List<LogEntry>> entries) {
        if (entries.isEmpty()) {
            tellDamage(run.block());
        }
        run.hold(entries.orElse(List.of()), open.size() < MOST_WHOLE ? Integer.MAX_VALUE : FEW);
    }

    /** Empty where nothing in it can fit, or it is not there any more. */
    private Optional<CompletableFuture<Optional<List<LogEntry>>>> read(Candidate block) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT words, content FROM block WHERE id = ?")) {
            select.setLong(1, block.id());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next() || (!words.isEmpty() && !WordFilter.mayHave(row.getBytes(1), words))) {
                    return Optional.empty();
                }
                byte[] content = row.getBytes(2);
                return Optional.of(CompletableFuture.supplyAsync(() -> unpack(content), workers));
            }
        } catch (DamageException e) {
            tellDamage(block);
        } catch (SQLException e) {
            if (!StoreFailure.isDamage(e)) {
                throw e;
            }
            tellDamage(block);
        }
        return Optional.empty();
    }

    private Optional<List<LogEntry>> unpack(byte[] content) {
        try {
            return Optional.of(inOrder(matching.in(content)));
        } catch (DamageException e) {
            return Optional.empty();
        }
    }

    private List<LogEntry> inOrder(List<LogEntry> entries) {
        if (backwards) {
            Collections.reverse(entries);
        }
        return entries;
    }

    private void tellDamage(Candidate block) {
        damage.accept(new LogGap(
                Nanos.toInstant(block.first()),
                Nanos.toInstant(block.last()),
                "",
                "",
                block.entries(),
                "what the log store had of this time is damaged"));
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
