package dev.berth.delivery;

import dev.berth.docker.ContainerSpecification;
import dev.berth.docker.Engine;
import dev.berth.docker.Image;
import dev.berth.environment.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Finds out as which numeric user a service runs, so that its files belong to it. */
final class ServiceUsers {
    private final Engine engine;

    ServiceUsers(Engine engine) {
        this.engine = engine;
    }

    /** A numeric user and group. */
    record User(long user, long group) {}

    User of(Environment environment, String service) {
        String image = environment.composeService(service).image();
        String user = environment
                .composeService(service)
                .user()
                .or(() -> engine.image(image).map(Image::user))
                .orElse("");
        if (user.isEmpty()) {
            return new User(0, 0);
        }
        String[] parts = user.split(":", 2);
        if (isNumber(parts[0])) {
            long number = Long.parseLong(parts[0]);
            return new User(number, parts.length == 2 && isNumber(parts[1]) ? Long.parseLong(parts[1]) : number);
        }
        return fromPasswordFile(image, parts[0]);
    }

    /** As the kernel counts: at most ten digits. */
    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(Character::isDigit);
    }

    /** A user by name stands in the image's own /etc/passwd, which a container that is never started shows. */
    private User fromPasswordFile(String image, String name) {
        String container = engine.create(new ContainerSpecification(
                Optional.empty(),
                image,
                List.of("true"),
                Optional.empty(),
                Map.of("dev.berth.purpose", "secrets"),
                List.of(),
                "none",
                List.of(),
                false,
                false,
                false));
        try {
            Optional<InputStream> archive = engine.readArchive(container, "/etc/passwd");
            return archive.map(tar -> find(tar, name)).orElse(new User(0, 0));
        } finally {
            engine.discard(container);
        }
    }

    private static User find(InputStream archive, String name) {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(archive)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String text = new String(tar.readAllBytes(), StandardCharsets.UTF_8);
                for (String line : text.lines().toList()) {
                    String[] fields = line.split(":", -1);
                    if (fields.length > 3 && fields[0].equals(name) && isNumber(fields[2]) && isNumber(fields[3])) {
                        return new User(Long.parseLong(fields[2]), Long.parseLong(fields[3]));
                    }
                }
            }
            return new User(0, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
