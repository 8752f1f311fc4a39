package dev.berth.docker;

/** How a command in a container ended; texts are UTF-8. */
public record ExecResult(int exitCode, String output, String error) {
    public boolean succeeded() {
        return exitCode == 0;
    }
}
