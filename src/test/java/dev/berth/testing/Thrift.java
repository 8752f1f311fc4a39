package dev.berth.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Holds the reading of foreign bytes to what they may cost: memory in proportion to their number. */
public final class Thrift {
    /** For buffers that have a size of their own. */
    private static final long FREE = 64L << 20;

    private static final long FOR_EACH_BYTE = 4096;

    private Thrift() {}

    /** Reads bytes. */
    @FunctionalInterface
    public interface Reader {
        void read() throws Exception;
    }

    /**
     * Fails where reading so many bytes takes more memory than that.
     *
     * @param reader may be called twice: what is made ready at the first time does not count
     */
    public static void of(int bytes, Reader reader) throws Exception {
        long allowed = FREE + FOR_EACH_BYTE * bytes;
        if (taken(reader) > allowed) {
            long again = taken(reader);
            if (again > allowed) {
                throw new AssertionError("reading %d bytes took %d MiB".formatted(bytes, again >> 20));
            }
        }
    }

    private static long taken(Reader reader) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        reader.read();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
