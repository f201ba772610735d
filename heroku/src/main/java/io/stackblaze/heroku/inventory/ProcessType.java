package io.stackblaze.heroku.inventory;

import tools.jackson.databind.JsonNode;

/**
 * A process type, as it is scaled.
 *
 * @param type such as {@code web}
 * @param command run by bash; empty when not known
 * @param quantity number of dynos
 * @param size such as {@code Standard-1X}; empty when not known
 */
public record ProcessType(String type, String command, int quantity, String size) {
    /** Out of what Heroku answers. */
    public static ProcessType of(JsonNode formation) {
        var size = Shapes.text(formation.path("dyno_size"), "name");
        return new ProcessType(Shapes.text(formation, "type"), Shapes.text(formation, "command"),
                Math.max(0, formation.path("quantity").asInt(0)),
                size.isEmpty() ? Shapes.text(formation, "size") : size);
    }
}
