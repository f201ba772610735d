package io.stackblaze.build.layer;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.stackblaze.build.store.Digests;

/**
 * All that decides what installing dependencies gives. Source is no part of it.
 *
 * @param parts name of a part as people know it ({@code package-lock.json}) to its digest or value
 * @param packages what the lockfile wants: package to version, or versions
 */
public record LayerKey(SortedMap<String, String> parts, SortedMap<String, String> packages) {
    /** Changes when the same parts would give another layer. */
    public static final String BUILDER_VERSION = "1";

    /** Copies. */
    public LayerKey {
        parts = new TreeMap<>(parts);
        packages = new TreeMap<>(packages);
    }

    /** With the parts that every layer has. */
    public static LayerKey of(Map<String, String> parts, Map<String, String> packages) {
        var all = new TreeMap<>(parts);
        all.put("builder", BUILDER_VERSION);
        all.put("platform", platform());
        return new LayerKey(all, new TreeMap<>(packages));
    }

    /** SHA-256 over the parts. */
    public String digest() {
        var text = new StringBuilder();
        parts.forEach((name, value) -> text.append(name.length()).append(':').append(name).append(value.length())
                .append(':').append(value));
        return Digests.of(text.toString());
    }

    /** Operating system, processor, C library. */
    public static String platform() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch") + " " + LibC.name();
    }
}
