package dev.berth.migration;

import dev.berth.failure.BerthException;
import java.util.List;
import java.util.Optional;

/**
 * How a migrate would begin.
 *
 * @param pending what would run, in this order
 * @param notices what the user should know before
 * @param objection why nothing would run; empty where nothing stands against it
 */
public record Standing(List<Migration> pending, List<String> notices, Optional<BerthException> objection) {}
