package io.stackblaze.build.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/** Why a layer was there or was not, in a sentence. */
public final class Comparison {
    private static final int NAMED = 5;

    private Comparison() {}

    /**
     * The sentence.
     *
     * @param before key of the subject's build before; null when there was none
     */
    public static String explain(boolean hit, @Nullable LayerKey before, LayerKey now) {
        if (before == null) {
            return hit ? "another build has made this layer before" : "first build" + count(now);
        }
        var changes = changes(before, now);
        if (changes.isEmpty()) {
            return hit
                    ? lockfile(now) + " unchanged"
                    : lockfile(now) + " unchanged, but the layer is not kept any more";
        }
        return String.join("; ", changes) + (hit ? "; a layer made before fits" : "");
    }

    private static String count(LayerKey now) {
        return now.packages().isEmpty() ? "" : ": " + plural(now.packages().size(), "package");
    }

    private static String lockfile(LayerKey key) {
        return key.parts().keySet().stream().filter(part -> part.contains("lock") || part.endsWith(".txt")).findFirst()
                .orElse("dependencies");
    }

    private static List<String> changes(LayerKey before, LayerKey now) {
        var names = new TreeSet<>(before.parts().keySet());
        names.addAll(now.parts().keySet());
        var changes = new ArrayList<String>();
        var packages = packages(before, now);
        for (var name : names) {
            var old = before.parts().get(name);
            var current = now.parts().get(name);
            if (old == null) {
                changes.add(name + " is new");
            } else if (current == null) {
                changes.add(name + " is gone");
            } else if (!old.equals(current)) {
                changes.add(change(name, old, current, packages));
                packages = name.equals(lockfile(now)) ? List.of() : packages;
            }
        }
        return changes;
    }

    private static String change(String name, String old, String current, List<String> packages) {
        if (isDigest(current)) {
            var listed = packages.isEmpty() || name.equals("package.json") ? "" : ": " + String.join(", ", packages);
            return name + " changed" + listed;
        }
        return name + " " + old + " -> " + current;
    }

    private static boolean isDigest(String value) {
        return value.length() == 64 && value.chars().allMatch(digit -> Character.digit(digit, 16) >= 0);
    }

    private static List<String> packages(LayerKey before, LayerKey now) {
        var changed = new ArrayList<String>();
        var added = new ArrayList<String>();
        var removed = new ArrayList<String>();
        now.packages().forEach((name, version) -> {
            var old = before.packages().get(name);
            if (old == null) {
                added.add(name);
            } else if (!old.equals(version)) {
                changed.add(name + " " + old + " -> " + version);
            }
        });
        before.packages().keySet().stream().filter(name -> !now.packages().containsKey(name)).forEach(removed::add);
        var all = new ArrayList<String>();
        list(all, changed, "changed");
        list(all, added, "added");
        list(all, removed, "removed");
        return all;
    }

    /** Names a few, counts many. */
    private static void list(List<String> all, List<String> names, String what) {
        if (names.isEmpty()) {
            return;
        }
        if (names.size() > NAMED) {
            all.add(String.join(", ", names.subList(0, NAMED)) + " and " + (names.size() - NAMED) + " more " + what);
        } else {
            all.add(what.equals("changed") ? String.join(", ", names) : String.join(", ", names) + " " + what);
        }
    }

    private static String plural(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
