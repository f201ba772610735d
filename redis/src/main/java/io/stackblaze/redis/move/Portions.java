package io.stackblaze.redis.move;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Connection;
import io.stackblaze.redis.move.wire.Reply;

/** Divides keys into what may be asked for at once. */
public final class Portions {
    private static final Command SIZE = Command.of("MEMORY", "USAGE");
    /** Where the server does not tell sizes. */
    private static final int CAREFUL = 50;

    private final MoveSettings settings;

    /**
     * Keys to be asked for at once.
     *
     * @param large whether they are to be carried in pieces
     */
    public record Portion(List<byte[]> keys, boolean large) {}

    /** Within the bounds of these settings. */
    public Portions(MoveSettings settings) {
        this.settings = settings;
    }

    /** All keys; the large ones last. */
    public List<Portion> of(Connection connection, List<byte[]> keys) throws IOException {
        var sizes = connection.ask(keys.stream().map(SIZE::with).toList());
        var portions = new ArrayList<Portion>();
        var large = new ArrayList<byte[]>();
        var small = new ArrayList<byte[]>();
        var bytes = 0L;
        for (int i = 0; i < keys.size(); i++) {
            var size = sizes.get(i) instanceof Reply.Whole(var known) ? known : 0;
            if (size > settings.largeBytes()) {
                large.add(keys.get(i));
                continue;
            }
            var isFull = bytes + size > settings.batchBytes()
                    || (sizes.get(i).isFailure() && small.size() >= CAREFUL);
            if (isFull && !small.isEmpty()) {
                portions.add(new Portion(small, false));
                small = new ArrayList<>();
                bytes = 0;
            }
            small.add(keys.get(i));
            bytes += size;
        }
        portions.add(new Portion(small, false));
        portions.add(new Portion(large, true));
        return portions.stream().filter(portion -> !portion.keys().isEmpty()).toList();
    }
}
