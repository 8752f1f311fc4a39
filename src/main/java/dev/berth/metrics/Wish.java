package dev.berth.metrics;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What a client takes, by its headers Accept and Accept-Encoding.
 *
 * @param zipped whether it takes gzip
 */
record Wish(Format format, boolean zipped) {
    private static final List<String> OPEN_METRICS_VERSIONS = List.of("", "0.0.1", "1.0.0");
    private static final List<String> TEXT_VERSIONS = List.of("", "0.0.4");

    /** One that takes neither format gets the text that everything reads. */
    static Wish of(List<String> accept, List<String> encodings) {
        double open = weight(accept, offer -> offer.is("application/openmetrics-text", OPEN_METRICS_VERSIONS));
        double text = weight(
                accept,
                offer -> offer.is("text/plain", TEXT_VERSIONS)
                        || offer.is("text/*", TEXT_VERSIONS)
                        || offer.is("*/*", TEXT_VERSIONS));
        return new Wish(
                open > 0 && open >= text ? Format.OPEN_METRICS : Format.PROMETHEUS_TEXT,
                weight(encodings, offer -> offer.is("gzip", List.of(""))) > 0);
    }

    /** How much of those that fit one is wanted, from 0 to 1. */
    private static double weight(List<String> headers, Predicate<Offer> fits) {
        return headers.stream()
                .flatMap(header -> List.of(header.split(",", -1)).stream())
                .map(Offer::of)
                .filter(fits)
                .mapToDouble(Offer::weight)
                .max()
                .orElse(0);
    }

    /** One entry of such a header. */
    private record Offer(String name, String version, double weight) {
        static Offer of(String text) {
            String[] parts = text.toLowerCase(Locale.ROOT).split(";", -1);
            String version = "";
            double weight = 1;
            for (int i = 1; i < parts.length; i++) {
                String[] parameter = parts[i].strip().split("=", 2);
                if (parameter.length == 2 && parameter[0].strip().equals("version")) {
                    version = parameter[1].strip().replace("\"", "");
                } else if (parameter.length == 2 && parameter[0].strip().equals("q")) {
                    weight = number(parameter[1].strip());
                }
            }
            return new Offer(parts[0].strip(), version, weight);
        }

        private static double number(String text) {
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException e) {
                return 0;
            }
        }

        boolean is(String wanted, List<String> versions) {
            return name.equals(wanted) && versions.contains(version);
        }
    }
}
