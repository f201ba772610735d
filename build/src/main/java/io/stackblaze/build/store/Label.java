package io.stackblaze.build.store;

import java.util.List;
import java.util.Map;

/**
 * What the store knows of one of its things.
 *
 * @param bytes its size on the disk
 * @param layers absolute folders of the store that it needs
 * @param about for people: what it was made of
 */
public record Label(long bytes, List<String> layers, Map<String, String> about) {
    /** Copies. */
    public Label {
        layers = List.copyOf(layers);
        about = Map.copyOf(about);
    }
}
