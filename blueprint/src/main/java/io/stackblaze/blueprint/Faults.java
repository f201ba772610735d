package io.stackblaze.blueprint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

import io.stackblaze.blueprint.yaml.Position;

/** Gathers what is wrong with one file. */
final class Faults {
    private static final int SHOWN = 200;
    private static final int FULL = 400;

    private final String file;
    private final List<Fault> faults = new ArrayList<>();

    Faults(String file) {
        this.file = file;
    }

    void add(Position at, String path, String problem, String remedy) {
        faults.add(new Fault(file, at.line(), at.column(), Words.printable(hidden(path, "")),
                hidden(problem, "What stands here is not accepted, and looks like a secret."),
                hidden(remedy, "Take it out of the file.")));
    }

    /** Messages show what somebody wrote; this is the last place where a secret in it can be kept back. */
    private static String hidden(String text, String instead) {
        return SecretShape.in(text).isPresent() ? instead : text;
    }

    /** Whether there are so many that looking for more helps nobody. */
    boolean isFull() {
        return faults.size() >= FULL;
    }

    boolean isEmpty() { return faults.isEmpty(); }

    /**
     * All of them in the file's order. A node that is read more than once, as the base of an environment is, counts
     * once.
     */
    List<Fault> inOrder() {
        var seen = new HashSet<Place>();
        var distinct = faults.stream()
                .filter(fault -> seen.add(new Place(fault.line(), fault.column(), fault.problem())))
                .sorted(Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column)).toList();
        if (distinct.size() <= SHOWN) {
            return distinct;
        }
        var shown = new ArrayList<>(distinct.subList(0, SHOWN));
        var last = distinct.get(SHOWN);
        shown.add(new Fault(file, last.line(), last.column(), "",
                "At least " + (distinct.size() - SHOWN) + " more faults follow.", "Correct those above first."));
        return shown;
    }

    private record Place(int line, int column, String problem) {}
}
