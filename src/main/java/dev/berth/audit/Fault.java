package dev.berth.audit;

/**
 * What a check found.
 *
 * @param message what is so, without the name of the service that it is so of; never a secret
 * @param remedy what makes it right
 */
record Fault(String message, String remedy) {}
