package dev.berth.view;

import java.util.List;

/** What a command answers: as a document for programs, and as lines for people. */
public interface Report {

    Document document();

    /** Whether its lines are Berth's own words, which may say what to type next. */
    default boolean advises() {
        return false;
    }

    /** The lines, drawn in this theme, without line ends. */
    List<String> lines(Theme theme);
}
