package dev.berth.logs.store;

import java.time.Duration;

/** What is kept: no older than this, and no more bytes on disk than this, of which the newest stay. */
public record Retention(Duration age, long bytes) {}
