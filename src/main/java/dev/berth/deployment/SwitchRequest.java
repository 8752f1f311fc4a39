package dev.berth.deployment;

import java.time.Duration;
import java.util.Optional;

/**
 * How an environment is to be brought to what is defined.
 *
 * @param command as the user typed it, for lock, journal and history
 * @param undo whether an unfinished run is undone instead of gone on with
 * @param upgrade whether data may be brought to another major version of its server
 * @param waitTimeout for the health gate; empty for the definition's
 */
public record SwitchRequest(String command, boolean undo, boolean upgrade, Optional<Duration> waitTimeout) {}
