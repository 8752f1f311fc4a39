package dev.berth.deployment;

import java.util.List;

/** Asks whoever is responsible before something protected or destructive is done; refusing is an exception. */
public interface Approval {

    /** Everything was asked before. */
    Approval GIVEN = new Approval() {
        @Override
        public void require(String environment, boolean isProtected) {}

        @Override
        public void confirm(String environment, boolean isProtected, List<String> consequences) {}

        @Override
        public void agree(String environment, String reason) {}

        @Override
        public void confirmLoss(String word, List<String> consequences) {
            throw new IllegalStateException("nobody was asked whether the data of %s may be lost".formatted(word));
        }
    };

    /**
     * Whether anybody can be asked, or has answered beforehand, for this environment; called before anything else is looked at.
     *
     * @throws dev.berth.failure.BerthException PROTECTED when a protected environment would be changed and nobody can be asked
     */
    void require(String environment, boolean isProtected);

    /**
     * Asks to go on with what is about to happen: by typing the environment's name where it is protected.
     *
     * @param consequences what will happen, a line each
     * @throws dev.berth.failure.BerthException PROTECTED when the answer is no
     */
    void confirm(String environment, boolean isProtected, List<String> consequences);

    /**
     * Asks to go on with what may not be meant, where nothing is protected; {@code --yes} is an answer.
     *
     * @throws dev.berth.failure.BerthException PROTECTED when the answer is no, or nobody can be asked
     */
    void agree(String environment, String reason);

    /**
     * Asks for a word to be typed before data is lost; {@code --yes} alone is no answer.
     *
     * @throws dev.berth.failure.BerthException PROTECTED when it is not typed
     */
    void confirmLoss(String word, List<String> consequences);
}
