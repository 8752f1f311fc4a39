package dev.berth.deployment;

import java.util.List;

/**
 * What is asked for.
 *
 * @param command as the user typed it
 * @param services empty for all
 */
public record RunRequest(String environment, String command, List<String> services) {}
