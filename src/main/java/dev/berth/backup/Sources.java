package dev.berth.backup;

/** Where volumes lie in the workbench of a repository. */
final class Sources {
    private static final String FOLDER = "/source/";

    private Sources() {}

    /** The folder of a volume, by the engine's name of it. */
    static String of(String volume) {
        return FOLDER + volume;
    }
}
