package dev.berth.view;

import java.util.List;

/** What a command answers: as a document for programs, and as lines for people. */
public interface Report {

    Document document();

    /** The lines, drawn in this theme, without line ends. */
    List<String> lines(Theme theme);
}
