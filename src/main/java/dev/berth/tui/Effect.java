package dev.berth.tui;

import java.util.List;

/** What a key sets off outside the board's own state. */
sealed interface Effect {

    /** Nothing. */
    record None() implements Effect {}

    /** The board is left. */
    record Quit() implements Effect {}

    /** A command runs behind the board, its questions answered. */
    record Run(List<String> words) implements Effect {}

    /** A command line runs on the ordinary terminal, and the board comes back after it. */
    record Lend(String line) implements Effect {}
}
