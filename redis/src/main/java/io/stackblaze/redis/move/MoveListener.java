package io.stackblaze.redis.move;

/** Told how a move goes on, by the thread that runs it; must return soon. */
public interface MoveListener {

    /** A step went on; several times a second at most. */
    void progress(Progress progress);

    /** Something that people should know. */
    default void note(String text) {}

    /** Listens to nothing. */
    static MoveListener silent() {
        return progress -> {};
    }
}
