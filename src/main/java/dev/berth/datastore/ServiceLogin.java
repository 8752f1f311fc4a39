package dev.berth.datastore;

import dev.berth.secret.SecretValue;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a service of a project listens and who Berth is there.
 *
 * @param service Compose's name of the service
 * @param port inside the container
 * @param user empty where nobody logs in
 * @param password asked for at each connection, not before; empty where the login needs none
 */
public record ServiceLogin(String service, int port, Optional<String> user, Supplier<Optional<SecretValue>> password) {}
