package dev.berth.notification;

/** One way to one receiver. */
@FunctionalInterface
interface Sender {
    /**
     * Tries once, in a thread that is interrupted when that takes too long.
     *
     * @throws dev.berth.failure.BerthException where it cannot be tried now: a secret that cannot be read, a file that is missing
     */
    Delivery send(Letter letter) throws InterruptedException;
}
