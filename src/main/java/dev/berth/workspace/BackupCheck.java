package dev.berth.workspace;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a schema cannot say of the section {@code backup}: a schedule's fields, and which keys a repository's type takes. */
final class BackupCheck {
    private static final String REPOSITORY = "backup.repository";
    private static final List<String> ONLY_S3 =
            List.of("endpoint", "region", "uriStyle", "bucket", "caFile", "accessKeySecret", "secretKeySecret");

    private final Value.Mapping values;
    private final Value.Mapping backup;
    private final List<Problem> problems = new ArrayList<>();

    private BackupCheck(Value.Mapping values) {
        this.values = values;
        this.backup = values.mapping("backup");
    }

    static List<Problem> of(Value.Mapping values) {
        BackupCheck check = new BackupCheck(values);
        check.checkSchedule();
        check.checkKeep();
        check.checkRepository(check.backup.mapping("repository"));
        return check.problems;
    }

    private void checkSchedule() {
        if (backup.get("schedule") instanceof Value.Scalar schedule) {
            try {
                CronExpression.of(schedule.text());
            } catch (IllegalArgumentException e) {
                problems.add(
                        Problem.at(
                                schedule.place(),
                                "backup.schedule",
                                "backup.schedule is no schedule: " + e.getMessage(),
                                "Its fields are minute, hour, day of the month, month and day of the week, such as \"0 2 * * *\"."));
            }
        }
    }

    private void checkKeep() {
        if (DefinitionMapper.keep(backup.mapping("keep")).equals(new Definition.Keep(0, 0, 0))) {
            add(
                    "backup.keep",
                    "backup.keep would keep no set at all",
                    "Give one of daily, weekly and monthly a number above 0.");
        }
    }

    private void checkRepository(Value.Mapping repository) {
        if (repository.text("type").filter("s3"::equals).isPresent()) {
            require(repository, "endpoint", "the service's URL, such as https://s3.example.com");
            require(repository, "region", "the region, or us-east-1 where the service has none");
            require(repository, "bucket", "the bucket's name");
            require(repository, "accessKeySecret", "the name of the secret with the access key");
            require(repository, "secretKeySecret", "the name of the secret with the secret key");
            repository.text("endpoint").ifPresent(endpoint -> checkEndpoint(repository, endpoint));
            return;
        }
        for (String key : ONLY_S3) {
            if (repository.get(key) instanceof Value.Scalar written && !isTurnedOff(repository, written)) {
                add(
                        REPOSITORY + "." + key,
                        "%s is of a repository of type s3, and this one is a volume".formatted(key),
                        "Add type: s3, or remove the key.");
            }
        }
    }

    /** Whether the type volume stands in another file, which takes another repository than the one that it extends. */
    private static boolean isTurnedOff(Value.Mapping repository, Value.Scalar written) {
        return repository.get("type") instanceof Value.Scalar type
                && !Objects.equals(type.place().file(), written.place().file());
    }

    private void checkEndpoint(Value.Mapping repository, String text) {
        Optional<URI> endpoint = server(text);
        if (endpoint.isEmpty()) {
            add(
                    REPOSITORY + ".endpoint",
                    "%s is no S3 service's address".formatted(Wording.quoted(text)),
                    "Write it as https://HOST or https://HOST:PORT; the bucket has a key of its own.");
        } else if (isNumeric(endpoint.get().getHost())
                && repository.text("uriStyle").filter("path"::equals).isEmpty()) {
            add(
                    REPOSITORY + ".endpoint",
                    "no bucket's name can stand before the address %s"
                            .formatted(endpoint.get().getHost()),
                    "Add uriStyle: path, or give the service a name.");
        }
    }

    private static Optional<URI> server(String text) {
        try {
            URI address = new URI(text);
            return Optional.of(address)
                    .filter(DefinitionCheck::isReachable)
                    .filter(server -> server.getRawUserInfo() == null
                            && server.getRawQuery() == null
                            && server.getRawFragment() == null
                            && (server.getRawPath().isEmpty()
                                    || server.getRawPath().equals("/")));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean isNumeric(String host) {
        return host.startsWith("[") || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    private void require(Value.Mapping repository, String key, String what) {
        if (repository.text(key).isEmpty()) {
            add(
                    REPOSITORY + "." + key,
                    "%s.%s is missing, which a repository of type s3 needs".formatted(REPOSITORY, key),
                    "Add it: " + what + ".");
        }
    }

    private void add(String path, String message, String hint) {
        problems.add(Problem.at(KeyPath.locate(values, path).orElse(values.place()), path, message, hint));
    }
}
