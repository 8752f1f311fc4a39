package dev.berth.logs.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A text of ASCII, in lower case, that is looked for among bytes, in capitals as well, by the way of Horspool: where the byte
 * that its end would lie on is none of its own, all places up to there are passed over.
 */
final class Needle {
    private final byte[] small;
    private final byte[] large;
    private final int[] steps = new int[256];

    private Needle(String text) {
        small = text.getBytes(StandardCharsets.US_ASCII);
        large = small.clone();
        for (int i = 0; i < large.length; i++) {
            if (large[i] >= 'a' && large[i] <= 'z') {
                large[i] = (byte) (large[i] - 'a' + 'A');
            }
        }
        Arrays.fill(steps, small.length);
        for (int i = 0; i < small.length - 1; i++) {
            steps[small[i]] = small.length - 1 - i;
            steps[large[i]] = small.length - 1 - i;
        }
    }

    /** Those that stand wherever these texts do, the longest first; none of what is no ASCII. */
    static List<Needle> in(Collection<String> texts) {
        return texts.stream()
                .flatMap(text -> Arrays.stream(text.split("[^\\x00-\\x7f]+")))
                .filter(part -> !part.isEmpty())
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Needle::new)
                .toList();
    }

    /** Where it begins; negative where it does not stand there. */
    int find(byte[] bytes, int begin, int end) {
        int last = small.length - 1;
        byte smallLast = small[last];
        byte largeLast = large[last];
        int at = begin;
        while (at < end - last) {
            byte one = bytes[at + last];
            if ((one == smallLast || one == largeLast) && stands(bytes, at)) {
                return at;
            }
            at += steps[one & 0xff];
        }
        return -1;
    }

    private boolean stands(byte[] bytes, int at) {
        for (int i = small.length - 1; i >= 0; i--) {
            byte one = bytes[at + i];
            if (one != small[i] && one != large[i]) {
                return false;
            }
        }
        return true;
    }
}
