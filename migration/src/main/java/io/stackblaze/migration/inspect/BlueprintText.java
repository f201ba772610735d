package io.stackblaze.migration.inspect;

import java.util.List;

import io.stackblaze.blueprint.yaml.ScalarText;
import io.stackblaze.heroku.inventory.Inventory;

/** Writes a blueprint for people: in the order one reads, with a comment where something was decided. No values. */
final class BlueprintText {
    private static final List<String> ORDER = List.of("build", "schedule", "start", "pre_deploy", "plan", "scaling",
            "domains", "version", "storage_gb", "extensions", "eviction");

    private BlueprintText() {}

    static String of(Inventory app, String project, List<DraftService> services, VariableKinds variables) {
        var text = new StringBuilder();
        text.append("# ").append(project).append(": what the Heroku app ").append(plain(app.app().name()))
                .append(" is here. Read it, then check it with: stackblaze blueprint validate\n");
        text.append("name: ").append(project).append('\n');
        if (!variables.secrets().isEmpty()) {
            text.append("\n# Names alone; the values are kept by the server, encrypted.\nsecrets:\n");
            variables.secrets().forEach(name -> text.append("  - ").append(ScalarText.of(name)).append('\n'));
        }
        if (!variables.plain().isEmpty()) {
            text.append("\n# ").append(variables.plain().size())
                    .append(variables.plain().size() == 1 ? " plain variable is" : " plain variables are")
                    .append(" kept by the server too, for all services: stackblaze env\n");
        }
        text.append("\nservices:");
        services.forEach(service -> write(service, variables, text));
        previews(app, text);
        return text.toString();
    }

    private static void write(DraftService service, VariableKinds variables, StringBuilder text) {
        text.append('\n');
        service.comments().forEach(comment -> text.append("  # ").append(plain(comment)).append('\n'));
        text.append("  ").append(service.name()).append(":\n    type: ").append(service.type()).append('\n');
        for (var name : ORDER) {
            service.keys().stream().filter(key -> key.name().equals(name)).findFirst().ifPresent(key -> {
                if (!key.comment().isEmpty()) {
                    text.append("    # ").append(plain(key.comment())).append('\n');
                }
                text.append("    ").append(name).append(": ").append(key.yaml()).append('\n');
            });
        }
        if (!service.isProcess()) {
            return;
        }
        if (!variables.references().isEmpty()) {
            text.append("    env:\n");
            variables.references().forEach((name, store) -> text.append("      ").append(name)
                    .append(": {from_service: ").append(store).append(", property: connection_string}\n"));
        }
        if (!variables.secrets().isEmpty()) {
            text.append("    secret_refs: [").append(String.join(", ",
                    variables.secrets().stream().map(ScalarText::of).toList())).append("]\n");
        }
    }

    private static void previews(Inventory app, StringBuilder text) {
        var place = app.pipeline();
        var review = place == null ? null : place.review();
        var seed = app.manifest().reviewPostdeploy();
        text.append("\npreviews:\n");
        if (review == null) {
            text.append("  # There are no review apps on Heroku.\n  generation: \"off\"\n");
            return;
        }
        text.append("  generation: ").append(review.automatic() ? "automatic" : "manual").append('\n');
        if (review.staleDays() > 0) {
            text.append("  expire_after_days: ").append(Math.min(365, review.staleDays())).append('\n');
        }
        if (seed != null && !io.stackblaze.blueprint.SecretScan.isSuspicious("", seed)) {
            text.append("  # app.json: postdeploy\n  seed: ").append(ScalarText.of(seed)).append('\n');
        }
    }

    /** Text that can stand behind a # and ends no line. */
    private static String plain(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u0085]+", " ").strip();
    }
}
