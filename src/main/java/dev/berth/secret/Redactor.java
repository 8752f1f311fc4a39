package dev.berth.secret;

import com.grack.nanojson.JsonWriter;
import java.io.Writer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/** Replaces known secret values in texts and streams: as they are, and as base64, hex, addresses and JSON write them. */
public final class Redactor {
    private static final String MASK = "••••";
    /** Shorter values would mask ordinary words. */
    private static final int SHORTEST = 6;

    /** By first character, so that a text is walked through once. */
    private volatile Map<Character, NavigableSet<String>> values = Map.of();

    /** Values to be masked from now on. */
    public synchronized void add(Collection<SecretValue> secrets) {
        Map<Character, NavigableSet<String>> all = new HashMap<>();
        values.forEach((first, known) -> all.put(first, new TreeSet<>(known)));
        for (SecretValue secret : secrets) {
            for (String form : forms(secret.reveal())) {
                all.computeIfAbsent(form.charAt(0), first -> new TreeSet<>(Redactor::longestFirst))
                        .add(form);
            }
        }
        values = all;
    }

    /** A store that has everything masked which goes through it. */
    public SecretStore watching(SecretStore store) {
        return new MaskingSecretStore(store, this);
    }

    // Comparators that are put together are linked anew at every start.
    private static int longestFirst(String left, String right) {
        int longer = Integer.compare(right.length(), left.length());
        return longer == 0 ? left.compareTo(right) : longer;
    }

    public String redact(String text) {
        return scan(text, true).shown();
    }

    /** A writer that masks what goes through to another one, also where a value comes in pieces. */
    public Writer writer(Writer target) {
        return new RedactingWriter(this, target);
    }

    /**
     * What of a text may be shown.
     *
     * @param held its end, which may be the beginning of a value
     */
    record Scan(String shown, String held) {}

    /** @param complete whether nothing will follow the text */
    Scan scan(String text, boolean complete) {
        Map<Character, NavigableSet<String>> known = values;
        StringBuilder shown = new StringBuilder(text.length());
        int position = 0;
        while (position < text.length()) {
            int next = position + 1;
            for (String value : known.getOrDefault(text.charAt(position), new TreeSet<>())) {
                int rest = text.length() - position;
                if (text.startsWith(value, position)) {
                    next = position + value.length();
                    break;
                }
                if (!complete && rest < value.length() && value.startsWith(text.substring(position))) {
                    return new Scan(shown.toString(), text.substring(position));
                }
            }
            if (next == position + 1) {
                shown.append(text.charAt(position));
            } else {
                shown.append(MASK);
            }
            position = next;
        }
        return new Scan(shown.toString(), "");
    }

    /** What a value makes of base64 wherever it stands in a longer text: the characters that no neighbour has a bit in. */
    private static String within(Base64.Encoder encoder, byte[] value, int before) {
        byte[] bytes = new byte[before + value.length];
        System.arraycopy(value, 0, bytes, before, value.length);
        return encoder.encodeToString(bytes).substring((before * 4 + 2) / 3, bytes.length * 4 / 3);
    }

    private static Set<String> forms(String value) {
        Set<String> forms = new TreeSet<>();
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        forms.add(value);
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            forms.add(encoder.withoutPadding().encodeToString(bytes));
            for (int before = 0; before < 3; before++) {
                forms.add(within(encoder, bytes, before));
            }
        }
        HexFormat hex = HexFormat.of();
        forms.add(hex.formatHex(bytes));
        forms.add(hex.withUpperCase().formatHex(bytes));
        String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
        forms.add(encoded);
        forms.add(encoded.replace("+", "%20"));
        String quoted = JsonWriter.string(value);
        forms.add(quoted.substring(1, quoted.length() - 1));
        // Logs and transcripts show one line at a time, perhaps with something before each.
        forms.addAll(List.of(value.split("\\R")));
        forms.removeIf(form -> value.length() < SHORTEST || form.length() < SHORTEST);
        return forms;
    }
}
