package io.stackblaze.server.dashboard;

import java.util.List;
import java.util.Optional;

import io.stackblaze.server.move.MoveView;

/**
 * What the dashboard asks of moves of single databases. Writes begin an operation; a refusal is a
 * {@link io.stackblaze.server.http.Problem}. Any thread may call; all calls block.
 */
public interface MoveControl {
    /** Whether there is or was any, so that pages lead to them. Asked for every page. */
    boolean any();

    /** All, the newest first. */
    List<MoveView> list();

    /** The one of that id, or the newest of that name. */
    Optional<MoveView> find(String idOrName);

    /** The last comparison in full, as Markdown. */
    Optional<String> report(String id);

    /** Goes on copying and following. */
    void follow(String id, String by);

    /** Compares both sides. */
    void verify(String id, String by);

    /** Makes the target the live side, or with {@code back} the source; whoever asks says that nobody writes. */
    void turn(String id, boolean back, String by);

    /** Ends following back; {@code confirm} is the name that was typed. */
    void settle(String id, String confirm, String by);

    /** Gives it up; {@code confirm} is the name that was typed. */
    void abort(String id, String confirm, String by);
}
