package dev.berth.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Planted values that must show up nowhere. Looked for is the middle of each, letters and digits only, so that a value is
 * also found cut off, quoted or URL-encoded; as it is, as hex, and as base64 wherever it stands in what was encoded.
 */
public final class Canaries {
    private static final int CORE = 16;
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /** What of a longer text is looked at in one go. */
    private static final int WINDOW = 1 << 20;

    private static final int PREFIX = 3;

    private final Map<Integer, List<Form>> forms = new ConcurrentHashMap<>();
    private final BitSet prefixes = new BitSet(1 << (8 * PREFIX));
    private int longest = CORE;

    /** One way to write one value. */
    private static final class Form {
        private final String description;
        private final byte[] bytes;

        Form(String description, byte[] bytes) {
            this.description = description;
            this.bytes = bytes;
        }
    }

    /** Where in a text a value stands. */
    public record Hit(String description, int offset) {}

    /** A new value that is looked for: with characters that shells, URLs and Compose like to change. */
    public String plant(String name) {
        String value = "C4n/+%$=" + random(28) + "$$";
        plant(name, value);
        return value;
    }

    /** A value that exists already; at least as long as what is looked for. */
    public synchronized void plant(String name, String value) {
        int begin = (value.length() - CORE) / 2;
        String core = value.substring(begin, begin + CORE);
        add(name, core.getBytes(StandardCharsets.UTF_8));
        byte[] bytes = core.getBytes(StandardCharsets.UTF_8);
        add(name + " as hex", HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII));
        add(name + " as hex", HexFormat.of().withUpperCase().formatHex(bytes).getBytes(StandardCharsets.US_ASCII));
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            for (int before = 0; before < 3; before++) {
                byte[] text = new byte[before + bytes.length];
                System.arraycopy(bytes, 0, text, before, bytes.length);
                String encoded = encoder.encodeToString(text).substring((before * 4 + 2) / 3, text.length * 4 / 3);
                add(name + " as base64", encoded.getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private void add(String description, byte[] bytes) {
        int prefix = prefix(bytes, 0);
        prefixes.set(prefix);
        List<Form> known = new ArrayList<>(forms.getOrDefault(prefix, List.of()));
        known.add(new Form(description, bytes));
        forms.put(prefix, known);
        longest = Math.max(longest, bytes.length);
    }

    /** Every value in these bytes. */
    public synchronized List<Hit> search(byte[] bytes, int length) {
        List<Hit> hits = new ArrayList<>();
        for (int offset = 0; offset + PREFIX <= length; offset++) {
            int prefix = prefix(bytes, offset);
            if (prefixes.get(prefix)) {
                for (Form form : forms.getOrDefault(prefix, List.of())) {
                    int end = offset + form.bytes.length;
                    if (end <= length && Arrays.equals(bytes, offset, end, form.bytes, 0, form.bytes.length)) {
                        hits.add(new Hit(form.description, offset));
                    }
                }
            }
        }
        return hits;
    }

    /** Every value in a text, as "NAME in WHERE". */
    public Set<String> search(String where, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return told(where, search(bytes, bytes.length));
    }

    /** Every value in a stream, which is read to its end. */
    public Set<String> search(String where, InputStream stream) throws IOException {
        Set<String> hits = new TreeSet<>();
        byte[] window = new byte[WINDOW];
        int kept = 0;
        int read = stream.readNBytes(window, kept, WINDOW - kept);
        while (read > 0) {
            int length = kept + read;
            hits.addAll(told(where, search(window, length)));
            kept = Math.min(longest - 1, length);
            System.arraycopy(window, length - kept, window, 0, kept);
            read = stream.readNBytes(window, kept, WINDOW - kept);
        }
        return hits;
    }

    /** Every value in the files below a folder, and in their names. */
    public Set<String> searchFiles(Path folder) throws IOException {
        Set<String> hits = new TreeSet<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                hits.addAll(search("the name of a file", path.toString()));
                try (InputStream stream = Files.newInputStream(path)) {
                    hits.addAll(search(path.toString(), stream));
                }
            }
        }
        return hits;
    }

    private static Set<String> told(String where, List<Hit> hits) {
        Set<String> told = new TreeSet<>();
        hits.forEach(hit -> told.add(hit.description() + " in " + where));
        return told;
    }

    private static int prefix(byte[] bytes, int offset) {
        return ((bytes[offset] & 0xff) << 16) | ((bytes[offset + 1] & 0xff) << 8) | (bytes[offset + 2] & 0xff);
    }

    private static String random(int length) {
        StringBuilder text = new StringBuilder();
        ThreadLocalRandom.current()
                .ints(length, 0, LETTERS.length())
                .forEach(index -> text.append(LETTERS.charAt(index)));
        return text.toString();
    }
}
