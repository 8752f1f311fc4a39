package dev.berth.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of metrics, read back.
 *
 * @param types of metrics, by their names
 * @param samples by name and labels as they stand there, without the labels that all have
 */
record ReadPage(Map<String, String> types, Map<String, Double> samples) {
    private static final Pattern SAMPLE = Pattern.compile("([a-z0-9_]+)\\{(.*)} (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"(?:,|$)");

    static ReadPage of(String text) {
        Map<String, String> types = new TreeMap<>();
        Map<String, Double> samples = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ", -1);
                types.put(words[2], words[3]);
            } else if (!line.startsWith("#")) {
                Matcher sample = SAMPLE.matcher(line);
                if (!sample.matches()) {
                    throw new AssertionError("no sample: " + line);
                }
                Double twice = samples.put(
                        sample.group(1) + own(labels(sample.group(2))), Double.parseDouble(sample.group(3)));
                if (twice != null) {
                    throw new AssertionError("twice: " + line);
                }
            }
        }
        return new ReadPage(types, samples);
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(text);
        int end = 0;
        while (label.find() && label.start() == end) {
            labels.put(label.group(1), label.group(2));
            end = label.end();
        }
        if (end != text.length()) {
            throw new AssertionError("no labels: " + text);
        }
        return labels;
    }

    private static String own(Map<String, String> labels) {
        if (!"dev".equals(labels.remove("environment")) || !"acme-dev".equals(labels.remove("project"))) {
            throw new AssertionError("without environment and project: " + labels);
        }
        List<String> written = new ArrayList<>();
        labels.forEach((name, value) -> written.add(name + "=" + value));
        return written.isEmpty() ? "" : written.toString();
    }

    /** The names of all samples. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        samples.keySet().forEach(sample -> names.add(sample.replaceFirst("\\[.*", "")));
        return names;
    }
}
