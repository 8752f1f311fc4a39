package dev.berth.backup;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/** How the files of the database and its log come into a set. */
interface ClusterBackup extends AutoCloseable {
    /**
     * Reads the files, and sees to it that the log is kept from then on.
     *
     * @param wanted empty for what comes next
     * @param percent takes how much of it is done, 0 to 100
     * @return in a line what was done
     */
    String copy(Optional<BackupSet.Type> wanted, DoubleConsumer percent);

    /** Of which type that is. */
    BackupSet.Type type();

    /**
     * Sees to it that the log is stored up to a place in it.
     *
     * @param place such as 0/5000370
     */
    Stored log(String place);

    /** What is not promised of it, a sentence each. */
    List<String> gaps();

    /** Ends what the server does for it. */
    @Override
    void close();

    /**
     * What a restore needs of it.
     *
     * @param bytes of the cluster
     * @param firstSegment of the log
     * @param lastSegment of the log
     */
    record Stored(BackupSet.Files files, long bytes, String firstSegment, String lastSegment) {}
}
