package dev.berth.testing;

import dev.berth.docker.EngineEvent;
import dev.berth.docker.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Who listens to the fake engine's events. */
final class FakeEvents {
    private final Set<Listener> listeners = new LinkedHashSet<>();
    private final List<Happened> past = new ArrayList<>();

    private record Listener(Map<String, String> labels, Consumer<EngineEvent> events) {}

    private record Happened(FakeContainer container, EngineEvent event) {}

    /** What was is told again from the first moment on; whoever names the last one is told nothing that comes. */
    synchronized Subscription add(
            Map<String, String> labels,
            Optional<Instant> since,
            Optional<Instant> until,
            Consumer<EngineEvent> events) {
        Listener listener = new Listener(labels, events);
        since.ifPresent(begin -> past.stream()
                .filter(each -> each.container().hasLabels(labels))
                .map(Happened::event)
                .filter(event -> !event.time().isBefore(begin))
                .filter(event -> until.map(event.time()::isBefore).orElse(true))
                .forEach(events));
        if (until.isPresent()) {
            return new Stream(true, () -> {});
        }
        listeners.add(listener);
        return new Stream(false, () -> remove(listener));
    }

    private synchronized void remove(Listener listener) {
        listeners.remove(listener);
    }

    synchronized void emit(FakeContainer container, String action, Instant time) {
        Map<String, String> attributes = new TreeMap<>(container.specification.labels());
        attributes.put("name", container.name);
        attributes.put("exitCode", Integer.toString(container.exitCode));
        EngineEvent event = new EngineEvent(time, action, container.id, attributes);
        past.add(new Happened(container, event));
        for (Listener listener : new ArrayList<>(listeners)) {
            if (container.hasLabels(listener.labels())) {
                listener.events().accept(event);
            }
        }
    }

    /** A stream that has given all it has for now. */
    record Stream(boolean ended, Runnable closing) implements Subscription {
        @Override
        public boolean awaitEnd(Duration timeout) {
            return ended;
        }

        @Override
        public boolean failed() {
            return false;
        }

        @Override
        public void close() {
            closing.run();
        }
    }
}
