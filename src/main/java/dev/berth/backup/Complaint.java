package dev.berth.backup;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a failure speaks of, and how it is told in a sentence; read from all that pgBackRest, or what runs beside it, said: of a
 * bucket's answer it prints every header.
 */
record Complaint(Kind kind, String sentence) {

    /** What a failure speaks of. */
    enum Kind {
        /** What lies there is encrypted with another key, or is damaged. */
        UNDECRYPTABLE,
        /** The repository's own volume has no more room. */
        REPOSITORY_FULL,
        BUCKET_FULL,
        /** The volume that is restored into, or the place for what is in work, has no more room. */
        DISK_FULL,
        /** The bucket's server does not let these keys in. */
        FORBIDDEN,
        NO_BUCKET,
        /** The bucket's server does not understand what it is asked, as with another region. */
        MISUNDERSTOOD,
        /** The bucket's server shows a certificate that nobody is told to trust. */
        CERTIFICATE,
        /** The bucket's server fails. */
        BROKEN,
        /** Nobody answers where the bucket's server should be. */
        AWAY,
        /** PostgreSQL does not get its log stored, as pgBackRest waits for it to be. */
        LOG_HELD,
        OTHER
    }

    private static final Pattern REFUSED = Pattern.compile("HTTP request failed with ([0-9]{3}) \\(([^)\\n]*)\\)");
    private static final Pattern FAILED = Pattern.compile("\\[(5[0-9]{2})\\] ([A-Z][A-Za-z ]*)");
    private static final Pattern CODE = Pattern.compile("<Code>([A-Za-z]+)</Code>");
    private static final Pattern HOST = Pattern.compile("(?:^|\\s)host: (\\S+)");
    private static final Pattern BEGIN =
            Pattern.compile("(?:P[0-9]+ +)?ERROR: +(?:\\[[0-9]{3}\\]: +)?|^\\[[A-Za-z]+Error\\] +");
    private static final Pattern NO_WRITE = Pattern.compile("unable to write '([^']+)': \\[([0-9]+)\\]");

    /** The errors that a write to a file may come to for other reasons than room: input and output, and a file's size. */
    private static final Set<String> OTHER_THAN_ROOM = Set.of("5", "27");

    private static final String NO_MORE = "No space left on device";
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int NO_ROOM = 507;

    /** Where the repository lies in containers, when it is a volume. */
    private static final String REPOSITORY = "/var/lib/pgbackrest/";

    static Complaint of(String said) {
        Matcher refused = REFUSED.matcher(said);
        if (refused.find()) {
            return answered(
                    said,
                    Integer.parseInt(refused.group(1)),
                    refused.group(2)
                            + found(CODE, said).map(code -> ", " + code).orElse(""));
        }
        Matcher failed = FAILED.matcher(said);
        if (failed.find()) {
            return answered(
                    said, Integer.parseInt(failed.group(1)), failed.group(2).strip());
        }
        String first = first(said);
        if (said.contains("certificate") || said.contains("TLS error")) {
            return new Complaint(Kind.CERTIFICATE, first);
        }
        if (said.contains("[HostConnectError]")
                || said.contains("[049]")
                || said.contains("unable to connect to")
                || said.contains("unable to get address")) {
            return new Complaint(Kind.AWAY, first);
        }
        if (said.contains("was not archived before")) {
            return new Complaint(Kind.LOG_HELD, first);
        }
        if (isUndecryptable(said)) {
            return new Complaint(Kind.UNDECRYPTABLE, "what lies there cannot be decrypted, or is damaged");
        }
        return isFull(said) ? full(said, first) : new Complaint(Kind.OTHER, first);
    }

    /**
     * A disk that takes a part of what is written is full, too; but no error comes of that, and pgBackRest quotes whichever was
     * the last before.
     */
    private static boolean isFull(String said) {
        return said.contains(NO_MORE)
                || said.contains("Disk quota exceeded")
                || NO_WRITE.matcher(said).results().anyMatch(found -> !OTHER_THAN_ROOM.contains(found.group(2)));
    }

    private static Complaint full(String said, String first) {
        if (said.contains(REPOSITORY)) {
            return new Complaint(Kind.REPOSITORY_FULL, NO_MORE);
        }
        Matcher write = NO_WRITE.matcher(first);
        return new Complaint(
                Kind.DISK_FULL, write.find() ? "unable to write '%s': %s".formatted(write.group(1), NO_MORE) : first);
    }

    private static Complaint answered(String said, int status, String words) {
        Kind kind = switch (status) {
            case BAD_REQUEST -> Kind.MISUNDERSTOOD;
            case UNAUTHORIZED, FORBIDDEN -> Kind.FORBIDDEN;
            case NOT_FOUND -> said.contains("NoSuchBucket") ? Kind.NO_BUCKET : Kind.OTHER;
            case NO_ROOM -> Kind.BUCKET_FULL;
            default -> Kind.BROKEN;
        };
        String server = found(HOST, said).orElse("the bucket's server");
        return new Complaint(kind, "%s answers %d (%s)".formatted(server, status, words));
    }

    private static Optional<String> found(Pattern pattern, String said) {
        Matcher matcher = pattern.matcher(said);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** With another key pgBackRest reads noise, and quotes it. */
    private static boolean isUndecryptable(String said) {
        return said.contains("FormatError")
                || said.contains("CryptoError")
                || said.contains("[095]")
                || said.contains("bad decrypt")
                || said.contains("bad magic number");
    }

    /** pgBackRest begins with what is wrong and goes on with details, of which some come in one line with it; others end with it. */
    private static String first(String said) {
        Matcher begin = BEGIN.matcher(said);
        return begin.find()
                ? said.substring(begin.end()).strip().split("\\R|\\s{2,}", 2)[0]
                : said.strip().lines().reduce((before, last) -> last).orElse("it says nothing");
    }

    /** Whether it is the way to the repository, and not what lies there, that is in trouble. */
    boolean isOfTheWay() {
        return switch (kind) {
            case FORBIDDEN, NO_BUCKET, MISUNDERSTOOD, CERTIFICATE, BROKEN, AWAY -> true;
            case UNDECRYPTABLE, REPOSITORY_FULL, BUCKET_FULL, DISK_FULL, LOG_HELD, OTHER -> false;
        };
    }

    /**
     * What to do about it.
     *
     * @param volume in which the repository lies where it is no bucket
     */
    String hint(String volume) {
        return kind == Kind.REPOSITORY_FULL
                ? "The repository is full: make room where the engine keeps the volume %s, or let go of sets by backup prune."
                        .formatted(volume)
                : hint();
    }

    /** The same where nobody knows of a volume. */
    String hint() {
        return switch (kind) {
            case UNDECRYPTABLE ->
                "The repository was encrypted with another key: is the stored secret backup.cipher the one it was made with?";
            case REPOSITORY_FULL -> "The repository is full: make room, or let go of sets by backup prune.";
            case BUCKET_FULL ->
                "The repository is full: make room, or let go of sets by backup prune. Of uploads that broke off only the bucket's"
                        + " own rules free the room (docs/backups.md, \"What lies where\").";
            case LOG_HELD ->
                "The database's log says why: stack logs shows it, and stack status --stats whether it is stored again."
                        + " Nothing of the environment was changed.";
            case DISK_FULL -> "Make room where the engine keeps its volumes, and run it again.";
            case FORBIDDEN ->
                "The keys of the bucket (accessKeySecret and secretKeySecret of backup.repository) are others, or may not do this:"
                        + " correct them by secrets set, then secrets sync.";
            case NO_BUCKET -> "Make the bucket, or correct bucket of backup.repository.";
            case MISUNDERSTOOD -> "Look at region and uriStyle of backup.repository.";
            case CERTIFICATE ->
                "caFile of backup.repository must hold the authority that signed it; a change arrives by secrets sync.";
            case BROKEN ->
                "It was asked several times. Nothing of the environment was changed: try again when it is well.";
            case AWAY ->
                "The database's container needs a way to it (docs/backups.md, \"What lies where\"). Nothing of the environment was changed.";
            case OTHER -> "Nothing of the environment was changed.";
        };
    }
}
