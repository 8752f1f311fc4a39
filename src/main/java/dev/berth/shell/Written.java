package dev.berth.shell;

import dev.berth.environment.Environments;
import dev.berth.monitor.Watch;
import dev.berth.workspace.Definition;
import java.util.Optional;
import java.util.function.Function;

/** What is read from an environment's files, and read anew once they say something else. */
final class Written<T> {
    private final Environments environments;
    private final Definition definition;
    private final Watch.Listener listener;
    private Optional<String> stamp;
    private Function<Optional<T>, T> reader = before -> before.orElseThrow();
    private Optional<T> last = Optional.empty();
    private Optional<T> next = Optional.empty();

    Written(Environments environments, Definition definition, Watch.Listener listener) {
        this.environments = environments;
        this.definition = definition;
        this.listener = listener;
        this.stamp = environments.stamp(definition.name());
    }

    /**
     * Reads it for the first time.
     *
     * @param how given what was read before
     */
    T read(Function<Optional<T>, T> how) {
        reader = how;
        T first = how.apply(last);
        last = Optional.of(first);
        return first;
    }

    /** Looks; what is wrong, or of another project, is told of and not taken up. */
    void look() {
        Optional<String> now = environments.stamp(definition.name());
        if (now.isEmpty() || now.equals(stamp)) {
            return;
        }
        stamp = now;
        try {
            Definition changed = environments.definition(definition.name());
            if (changed.project().equals(definition.project())
                    && environments.address(changed).equals(environments.address(definition))) {
                next = Optional.of(reader.apply(last));
                listener.notice("the definition was changed, and is taken up");
            } else {
                listener.notice(
                        "the definition is of another project or engine now: monitor stop and start watch that");
            }
        } catch (RuntimeException e) {
            listener.notice("the definition was changed, and what was read before goes on: " + e.getMessage());
        }
    }

    boolean hasChanged() {
        return next.isPresent();
    }

    /** What was read anew, once. */
    Optional<T> take() {
        Optional<T> taken = next;
        next = Optional.empty();
        last = taken.or(() -> last);
        return taken;
    }
}
