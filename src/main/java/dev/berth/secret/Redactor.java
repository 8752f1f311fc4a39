package dev.berth.secret;

import com.grack.nanojson.JsonWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/** Replaces known secret values in texts: as they are, and as base64, hex, addresses and JSON write them. */
public final class Redactor {
    private static final String MASK = "••••";
    /** Shorter values would mask ordinary words. */
    private static final int SHORTEST = 6;

    /** How many threes of characters the shortest value has. */
    private static final int STRIDE = SHORTEST - 2;

    /** A power of two, many times the number of values. */
    private static final int SLOTS = 1 << 14;

    private static final NavigableSet<String> NONE = Collections.emptyNavigableSet();

    private volatile Known known = new Known(Map.of());

    /** What is masked, and in which texts it is worth looking for. */
    private static final class Known {
        /** By first character, longest first. */
        private final Map<Character, NavigableSet<String>> values;

        /** A bit for the first three characters of each: where none is set no value begins. */
        private final long[] beginnings = new long[SLOTS / Long.SIZE];

        /** A bit for each three of the first six: where none is set, no value begins there or up to three before. */
        private final long[] insides = new long[SLOTS / Long.SIZE];

        private Known(Map<Character, NavigableSet<String>> values) {
            this.values = values;
            for (NavigableSet<String> some : values.values()) {
                for (String value : some) {
                    set(beginnings, slot(value, 0));
                    for (int i = 0; i < STRIDE; i++) {
                        set(insides, slot(value, i));
                    }
                }
            }
        }
    }

    /** Values to be masked from now on. */
    public synchronized void add(Collection<SecretValue> secrets) {
        Map<Character, NavigableSet<String>> all = new HashMap<>();
        known.values.forEach((first, values) -> all.put(first, new TreeSet<>(values)));
        for (SecretValue secret : secrets) {
            for (String form : forms(secret.reveal())) {
                all.computeIfAbsent(form.charAt(0), first -> new TreeSet<>(Redactor::longestFirst))
                        .add(form);
            }
        }
        known = new Known(all);
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

    private static int slot(String text, int position) {
        int mixed = (text.charAt(position) * 31 + text.charAt(position + 1)) * 31 + text.charAt(position + 2);
        return (mixed ^ mixed >>> 14) & (SLOTS - 1);
    }

    private static void set(long[] bits, int slot) {
        bits[slot / Long.SIZE] |= 1L << slot;
    }

    private static boolean isSet(long[] bits, int slot) {
        return (bits[slot / Long.SIZE] & 1L << slot) != 0;
    }

    public String redact(String text) {
        Known now = known;
        if (now.values.isEmpty()) {
            return text;
        }
        int end = text.length() - SHORTEST + 1;
        StringBuilder shown = new StringBuilder();
        int copied = 0;
        int position = 0;
        while (position < end) {
            if (!isSet(now.insides, slot(text, position + STRIDE - 1))) {
                position += STRIDE;
            } else if (!isSet(now.beginnings, slot(text, position))) {
                position++;
            } else {
                int length = valueAt(now, text, position);
                if (length > 0) {
                    shown.append(text, copied, position).append(MASK);
                    copied = position + length;
                }
                position += Math.max(1, length);
            }
        }
        return copied == 0 ? text : shown.append(text, copied, text.length()).toString();
    }

    /** How long the longest value is that begins there; 0 where none does. */
    private static int valueAt(Known now, String text, int position) {
        for (String value : now.values.getOrDefault(text.charAt(position), NONE)) {
            if (text.startsWith(value, position)) {
                return value.length();
            }
        }
        return 0;
    }

    /** What a value makes of base64 wherever it stands in a longer text: the characters that no neighbour has a bit in. */
    private static String within(Base64.Encoder encoder, byte[] value, int before) {
        byte[] bytes = new byte[before + value.length];
        System.arraycopy(value, 0, bytes, before, value.length);
        return encoder.encodeToString(bytes).substring((before * 4 + 2) / 3, bytes.length * 4 / 3);
    }

    /** As a part of an address (RFC 3986), which leaves letters, digits and some others as they are. */
    private static String percent(byte[] value, String spared, HexFormat hex) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : value) {
            char character = (char) (each & 0xff);
            boolean stays =
                    character < 0x80 && (Character.isLetterOrDigit(character) || spared.indexOf(character) >= 0);
            encoded.append(stays ? String.valueOf(character) : "%" + hex.toHexDigits(each));
        }
        return encoded.toString();
    }

    private static Set<String> forms(String value) {
        Set<String> forms = new TreeSet<>();
        if (value.length() < SHORTEST) {
            return forms;
        }
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
        for (String spared : List.of("-_.~", "-_.~/", "-_.~!'()*", "-_.~!$&'()*+,;=", "-_.~!$&'()*+,;=:@")) {
            forms.add(percent(bytes, spared, HexFormat.of().withUpperCase()));
            forms.add(percent(bytes, spared, HexFormat.of()));
        }
        String quoted = JsonWriter.string(value);
        String inJson = quoted.substring(1, quoted.length() - 1);
        forms.add(inJson);
        // As Go, and as PHP, write it.
        forms.add(inJson.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"));
        forms.add(inJson.replace("/", "\\/"));
        // In statements, in tables with commas, and in a password file of PostgreSQL's.
        forms.add(value.replace("'", "''"));
        forms.add(value.replace("\"", "\"\""));
        forms.add(value.replace("\\", "\\\\").replace(":", "\\:"));
        // Logs and transcripts show one line at a time, perhaps with something before each.
        forms.addAll(List.of(value.split("\\R")));
        forms.removeIf(form -> form.length() < SHORTEST);
        return forms;
    }
}
