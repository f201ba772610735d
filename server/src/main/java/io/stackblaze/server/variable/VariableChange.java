package io.stackblaze.server.variable;

import java.util.ArrayList;
import java.util.List;

/** What somebody wants to change about variables. */
public record VariableChange(List<Variable> set, List<Name> unset) {
    /** Copies the lists. */
    public VariableChange {
        set = List.copyOf(set);
        unset = List.copyOf(unset);
    }

    /** Which variable. */
    public record Name(String service, String name) {}

    /** Whether there is nothing to do. */
    public boolean isEmpty() { return set.isEmpty() && unset.isEmpty(); }

    /** What a release says about it: {@code Set A, B; remove C}. No values. */
    public String description() {
        var parts = new ArrayList<String>();
        if (!set.isEmpty()) {
            parts.add("set " + String.join(", ", set.stream().map(Variable::name).toList()));
        }
        if (!unset.isEmpty()) {
            parts.add("remove " + String.join(", ", unset.stream().map(Name::name).toList()));
        }
        String text = String.join("; ", parts);
        return text.isEmpty() ? "Nothing" : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
