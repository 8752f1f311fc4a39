package dev.berth.migration;

import java.util.List;
import java.util.Optional;

/**
 * What a migrate did.
 *
 * @param applied by this run, in order
 * @param current the schema's version now; empty where nothing was ever applied
 * @param notices what the user should know beyond that
 */
public record Outcome(List<Migration> applied, Optional<String> current, List<String> notices) {}
