package dev.berth.docker;

/**
 * A network of an engine.
 *
 * @param internal whether nothing in it has a way out, nor anybody a way in from outside
 */
public record Network(String id, String name, boolean internal) {}
