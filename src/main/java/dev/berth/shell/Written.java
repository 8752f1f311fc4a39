package dev.berth.shell;

import dev.berth.environment.Environments;
import dev.berth.monitor.Watch;
import dev.berth.workspace.Definition;
import java.util.Optional;
import java.util.function.Function;

/** What is read from an environment's files, and read anew once they say something else. */
final class Written<T> {
    private final Environments environments;
    private Definition definition;
    private final Watch.Listener listener;
    private Optional<String> stamp;
    private Function<Optional<T>, T> reader = before -> before.orElseThrow();
    private Optional<T> last = Optional.empty();
    private Optional<T> next = Optional.empty();
    private String told = "";

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

    /** Looks whether it says something else; what is wrong, or of another project, is told of and not taken up. */
    boolean hasChanged() {
        Optional<String> now = environments.stamp(definition.name());
        if (now.isEmpty() || now.equals(stamp)) {
            return next.isPresent();
        }
        try {
            Definition changed = environments.definition(definition.name());
            if (changed.project().equals(definition.project())
                    && environments.address(changed).equals(environments.address(definition))) {
                next = Optional.of(reader.apply(last));
                definition = changed;
                listener.notice("the definition was changed, and is taken up");
            } else {
                listener.notice(
                        "the definition is of another project or engine now: monitor stop and start watch that");
            }
            stamp = now;
            told = "";
        } catch (RuntimeException e) {
            // Not for good: what it refers to may only be away for a while.
            String sentence = "the definition was changed, and what was read before goes on: " + e.getMessage();
            if (!sentence.equals(told)) {
                listener.notice(sentence);
            }
            told = sentence;
        }
        return next.isPresent();
    }

    /** As it was read last. */
    Definition definition() {
        return definition;
    }

    /** What was read anew, once. */
    Optional<T> take() {
        Optional<T> taken = next;
        next = Optional.empty();
        last = taken.or(() -> last);
        return taken;
    }
}
