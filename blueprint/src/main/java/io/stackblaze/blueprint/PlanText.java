package io.stackblaze.blueprint;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A plan as lines for people, the same wherever it is shown. The first character says what a line is about, so that a
 * terminal can colour it: {@code +} created, {@code ~} changed, {@code -} removed, {@code =} kept, {@code !} refused,
 * blank for a field of the service above or the sum.
 */
public final class PlanText {
    private static final int LONGEST_VALUE = 72;

    private PlanText() {}

    /** The lines, without line ends; the last one counts. */
    public static List<String> lines(Plan plan) {
        var lines = new ArrayList<String>();
        if (plan.changes().isEmpty()) {
            return List.of("Plan: nothing changes.");
        }
        int width = plan.changes().stream().mapToInt(change -> change.service().length()).max().orElse(0);
        plan.changes().forEach(change -> change(change, width, lines));
        lines.add("");
        lines.add(sum(plan));
        return lines;
    }

    private static void change(Plan.Change change, int width, List<String> lines) {
        var name = change.service() + " ".repeat(width - change.service().length()) + "  "
                + change.type().word() + " ".repeat("postgres".length() - change.type().word().length()) + "  ";
        switch (change) {
            case Plan.Change.Create create -> {
                lines.add("+ " + name + "is created");
                create.fields().forEach(field -> lines.add("      " + field.path() + ": " + shortened(field.after())));
            }
            case Plan.Change.Update update -> {
                lines.add("~ " + name + (update.restarts()
                        ? "changes and restarts: " + update.because().stream().map(Plan.Restart::sentence)
                                .collect(Collectors.joining(", "))
                        : "changes, without a restart"));
                update.fields().forEach(field -> lines.add("      " + field.path() + ": " + named(field.before())
                        + " -> " + named(field.after())));
            }
            case Plan.Change.Remove _ -> lines.add("- " + name + "is removed");
            case Plan.Change.Keep _ -> lines.add("= " + name
                    + "is not in the file and is kept with its data, until it is destroyed by name");
            case Plan.Change.Refused refused -> {
                lines.add("! " + name + refused.problem());
                lines.add("      " + refused.remedy());
            }
        }
    }

    private static String named(String value) {
        return value.isEmpty() ? "(none)" : shortened(value);
    }

    private static String shortened(String value) {
        return value.length() <= LONGEST_VALUE
                ? value
                : value.substring(0, value.offsetByCodePoints(0, Math.min(LONGEST_VALUE - 3,
                        value.codePointCount(0, value.length())))) + "...";
    }

    private static String sum(Plan plan) {
        var counts = new ArrayList<String>();
        count(plan, Plan.Change.Create.class, "to create", counts);
        count(plan, Plan.Change.Update.class, "to change", counts);
        count(plan, Plan.Change.Remove.class, "to remove", counts);
        count(plan, Plan.Change.Keep.class, "kept", counts);
        count(plan, Plan.Change.Refused.class, "refused", counts);
        long restarts = plan.changes().stream()
                .filter(change -> change instanceof Plan.Change.Update update && update.restarts()).count();
        return "Plan: " + String.join(", ", counts) + (restarts == 0
                ? "."
                : "; " + restarts + (restarts == 1 ? " restarts." : " restart."));
    }

    private static void count(Plan plan, Class<? extends Plan.Change> kind, String words, List<String> counts) {
        long count = plan.changes().stream().filter(kind::isInstance).count();
        if (count > 0) {
            counts.add(count + " " + words);
        }
    }
}
