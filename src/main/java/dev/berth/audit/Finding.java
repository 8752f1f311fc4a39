package dev.berth.audit;

import java.util.Optional;

/**
 * Something that an environment lacks.
 *
 * @param service empty where it is about the environment
 * @param message what is so, without the service's name; never a secret
 * @param remedy what makes it right
 */
public record Finding(Optional<String> service, Check check, String message, String remedy) {}
