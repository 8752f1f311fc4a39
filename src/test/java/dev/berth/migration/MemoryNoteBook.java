package dev.berth.migration;

import dev.berth.failure.BerthException;
import dev.berth.failure.ErrorCode;

/** Keeps notes as text, as the engine's volume does. */
final class MemoryNoteBook implements NoteBook {
    private String text = Notes.NONE.text();
    private boolean broken;

    @Override
    public Notes read() {
        return Notes.parse(text);
    }

    @Override
    public void write(Notes notes) {
        if (broken) {
            throw new BerthException(ErrorCode.ENGINE_REFUSED, "no room", null);
        }
        text = notes.text();
    }

    /** From now on nothing can be written. */
    void breakDown() {
        broken = true;
    }
}
