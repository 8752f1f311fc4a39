package dev.berth.migration;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was changed in a database beside its migrations.
 *
 * @param version the schema's; empty where no migration was applied
 * @param recordedAt when it was last written down how the schema is to be
 */
public record Drift(Optional<String> version, Instant recordedAt, List<Difference> differences) {}
