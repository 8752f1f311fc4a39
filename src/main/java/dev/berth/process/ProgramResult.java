package dev.berth.process;

/**
 * How a program ended.
 *
 * @param exitCode its exit status; 128 + n after signal n
 * @param output its standard output, as UTF-8
 * @param error its standard error, as UTF-8
 */
public record ProgramResult(int exitCode, String output, String error) {
    public boolean succeeded() {
        return exitCode == 0;
    }
}
