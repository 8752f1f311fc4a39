package dev.berth.view;

import java.util.Optional;

/** How somebody at a terminal is asked. */
public interface Questions {

    /** Nobody is there. */
    Questions NOBODY = new Questions() {
        @Override
        public Optional<String> line(String question) {
            return Optional.empty();
        }

        @Override
        public Optional<char[]> secret(String question) {
            return Optional.empty();
        }
    };

    /** One line; empty at the end of input. */
    Optional<String> line(String question);

    /** One line that is not shown; empty at the end of input. */
    Optional<char[]> secret(String question);
}
