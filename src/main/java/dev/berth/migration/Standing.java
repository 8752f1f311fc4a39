package dev.berth.migration;

import dev.berth.failure.BerthException;
import java.util.List;
import java.util.Optional;

/**
 * How a migrate would begin.
 *
 * @param pending what would run, in this order; empty Optional where the history that tells is not the one that was read
 * @param notices what the user should know before
 * @param objection why nothing would run; empty where nothing stands against it
 */
public record Standing(Optional<List<Migration>> pending, List<String> notices, Optional<BerthException> objection) {}
