package dev.berth.docker;

import java.util.Map;

/** A named volume. */
public record Volume(String name, Map<String, String> labels) {}
