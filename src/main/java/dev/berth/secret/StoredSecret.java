package dev.berth.secret;

import java.time.Instant;

/** One version of a secret; versions count from 1. */
public record StoredSecret(String name, SecretValue value, int version, Instant updatedAt) {}
