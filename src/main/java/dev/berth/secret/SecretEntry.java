package dev.berth.secret;

import java.time.Instant;

/** What is known of a stored secret without its value; versions count from 1. */
public record SecretEntry(String name, int version, Instant updatedAt) {}
