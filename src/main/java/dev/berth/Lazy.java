package dev.berth;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is made when it is first asked for, once. */
final class Lazy<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private @Nullable T value;

    Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    /** The value as far as it was asked for. */
    synchronized Optional<T> made() {
        return Optional.ofNullable(value);
    }

    @Override
    public synchronized T get() {
        if (value == null) {
            value = Objects.requireNonNull(maker.get());
        }
        return value;
    }
}
