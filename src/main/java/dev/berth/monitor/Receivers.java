package dev.berth.monitor;

import dev.berth.notification.Delivery;
import dev.berth.notification.Letter;
import dev.berth.notification.Notifier;
import java.util.function.Consumer;

/** Those who are told of an environment's alerts. */
public final class Receivers {
    private final Notifier notifier;

    public Receivers(Notifier notifier) {
        this.notifier = notifier;
    }

    /** What came of a trial, as a sentence. */
    public record Trial(boolean delivered, String sentence) {}

    /** Sends one of them something to be seen now, and waits for what comes of it. */
    public Trial test(String receiver) {
        Delivery delivery = notifier.test(receiver);
        return new Trial(delivery instanceof Delivery.Delivered, delivery.sentence(receiver));
    }

    /** Tries once, in the background; false where it has another letter on its way. */
    boolean post(String receiver, Letter letter, int failed, Consumer<Delivery> told) {
        return notifier.post(receiver, letter, failed, told);
    }
}
