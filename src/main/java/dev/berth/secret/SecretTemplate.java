package dev.berth.secret;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A text with places like {@code {{ secret "postgres.app" }}}. */
public final class SecretTemplate {
    private static final String OPENING = "{{";
    private static final Pattern PLACE =
            Pattern.compile("\\{\\{\\s*([a-z0-9]+)(?:\\s+(?:\"([^\"\\n]*)\"|([0-9]+)))?\\s*}}");
    private static final int SHORTEST_JWT_KEY = 32;

    private final String source;
    private final int firstLine;
    private final String text;

    /** @param source where the text comes from, for messages */
    public SecretTemplate(String source, String text) {
        this(source, 1, text);
    }

    /** @param firstLine the number that the text's first line has in its source */
    public SecretTemplate(String source, int firstLine, String text) {
        this.source = source;
        this.firstLine = firstLine;
        this.text = text;
    }

    /** What a place can make of a secret. */
    private enum Function {
        SECRET,
        QUOTED,
        PGPASS,
        WORD,
        SCRAM,
        SHA256,
        /** Of every value that is valid. */
        ACL,
        URLENCODE,
        /** Of every value that is valid. */
        JWKS,
        /** Of two logins that take turns, the one whose password it is. */
        LOGIN,
        /** The other one. */
        RETIRED;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The words of all functions, each of which takes a secret's name in quotes. */
    public static List<String> functions() {
        return Arrays.stream(Function.values()).map(Function::word).toList();
    }

    /** The names of the secrets that it needs. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (Place place : places()) {
            if (place.isAboutSecret()) {
                names.add(place.argument());
            }
        }
        return names;
    }

    /** The text with every place filled in. */
    public SecretValue render(SecretValues secrets) {
        return render(secrets, (function, argument) -> {
            throw new BerthException(
                    ErrorCode.DEFINITION_INVALID,
                    "%s: the function %s is not for this text".formatted(source, function),
                    hint());
        });
    }

    /**
     * The same where places may also ask for what is no secret.
     *
     * @param others answers the functions that are not about secrets; the argument is empty text where there is none
     */
    public SecretValue render(SecretValues secrets, OtherFunctions others) {
        StringBuilder result = new StringBuilder();
        int done = 0;
        for (Place place : places()) {
            result.append(text, done, place.start())
                    .append(
                            place.isAboutSecret()
                                    ? call(place, secrets)
                                    : others.call(place.function(), place.argument()));
            done = place.end();
        }
        return SecretValue.of(result.append(text, done, text.length()).toString());
    }

    /** Answers a function that is not about secrets. */
    @FunctionalInterface
    public interface OtherFunctions {
        String call(String function, String argument);
    }

    /** One place to be filled in; its argument is a secret's name, a number, or empty. */
    private record Place(int start, int end, String function, String argument, boolean isAboutSecret) {}

    private List<Place> places() {
        List<Place> places = new ArrayList<>();
        Matcher matcher = PLACE.matcher(text);
        int end = 0;
        for (int start = text.indexOf(OPENING); start >= 0; start = text.indexOf(OPENING, end)) {
            if (!matcher.region(start, text.length()).lookingAt()) {
                throw wrong(start, "what follows {{ is not a function and a name in quotes");
            }
            end = matcher.end();
            String name = matcher.group(2);
            String number = matcher.group(3);
            String argument = name != null ? name : number != null ? number : "";
            places.add(new Place(start, end, matcher.group(1), argument, name != null));
        }
        return places;
    }

    private String call(Place place, SecretValues secrets) {
        String name = place.argument();
        Function function = Arrays.stream(Function.values())
                .filter(each -> each.word().equals(place.function()))
                .findFirst()
                .orElseThrow(() -> wrong(place.start(), "there is no function %s".formatted(place.function())));
        return switch (function) {
            case SECRET -> secrets.current(name).reveal();
            case SCRAM -> scram(place, secrets.current(name).reveal());
            case SHA256 -> hash(secrets.current(name));
            case ACL -> valid(name, secrets).map(value -> "#" + hash(value)).collect(Collectors.joining(" "));
            case URLENCODE ->
                URLEncoder.encode(secrets.current(name).reveal(), StandardCharsets.UTF_8)
                        .replace("+", "%20");
            case JWKS ->
                valid(name, secrets)
                        .map(value -> jwk(place, value.reveal()))
                        .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
            case QUOTED -> '"' + single(place, secrets.current(name)).replace("\"", "\"\"") + '"';
            case PGPASS ->
                single(place, secrets.current(name)).replace("\\", "\\\\").replace(":", "\\:");
            case WORD -> word(place, secrets.current(name));
            case LOGIN -> secrets.login(name);
            case RETIRED -> secrets.retired(name);
        };
    }

    /** Every value that is accepted, the current one first. */
    private static Stream<SecretValue> valid(String name, SecretValues secrets) {
        return Stream.concat(Stream.of(secrets.current(name)), secrets.earlier(name).stream())
                .distinct();
    }

    /** A value without a line break, which would end what it stands in. */
    private String single(Place place, SecretValue value) {
        if (value.reveal().chars().anyMatch(character -> character == '\n' || character == '\r' || character == 0)) {
            throw wrong(
                    place.start(), "%s has more than one line, which has no place here".formatted(place.argument()));
        }
        return value.reveal();
    }

    private String word(Place place, SecretValue value) {
        if (value.reveal().isEmpty()
                || value.reveal()
                        .chars()
                        .anyMatch(character -> character <= ' '
                                || character == 0x7f
                                || character == '"'
                                || character == '\''
                                || character == '\\')) {
            throw wrong(
                    place.start(),
                    "%s is empty, or has a blank, a quote or a backslash, which have no place here"
                            .formatted(place.argument()));
        }
        return value.reveal();
    }

    private static String hash(SecretValue value) {
        return HexFormat.of().formatHex(sha256(value.reveal()));
    }

    private String scram(Place place, String value) {
        if (value.isEmpty()) {
            throw wrong(place.start(), "%s is empty: nobody could log in with it".formatted(place.argument()));
        }
        return ScramVerifier.of(place.argument(), value);
    }

    /** A symmetric key, RFC 7517 and 7518; its id changes with the key, and tells nothing of it. */
    private String jwk(Place place, String value) {
        byte[] key = value.getBytes(StandardCharsets.UTF_8);
        if (key.length < SHORTEST_JWT_KEY) {
            throw wrong(
                    place.start(),
                    "%s is too short for HS256: %d bytes, %d are needed"
                            .formatted(place.argument(), key.length, SHORTEST_JWT_KEY));
        }
        String id = HexFormat.of().formatHex(sha256("key id " + value), 0, 8);
        return "{\"kty\":\"oct\",\"alg\":\"HS256\",\"kid\":\"%s\",\"k\":\"%s\"}"
                .formatted(id, Base64.getUrlEncoder().withoutPadding().encodeToString(key));
    }

    private static byte[] sha256(String value) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private BerthException wrong(int position, String reason) {
        String before = text.substring(0, position);
        long line = firstLine
                + before.chars().filter(character -> character == '\n').count();
        int column = position - before.lastIndexOf('\n');
        return new BerthException(
                ErrorCode.DEFINITION_INVALID, "%s:%d:%d: %s".formatted(source, line, column, reason), hint());
    }

    private static String hint() {
        return "Functions are %s, each with a secret's name in quotes.".formatted(String.join(", ", functions()));
    }
}
