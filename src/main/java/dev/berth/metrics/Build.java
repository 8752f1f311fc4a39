package dev.berth.metrics;

/** Which Berth serves metrics. */
public record Build(String version, String commit) {}
