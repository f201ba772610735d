package io.stackblaze.heroku.inventory;

import tools.jackson.databind.JsonNode;

/**
 * A job of Heroku Scheduler.
 *
 * @param id Heroku's; empty when it was copied from a page
 * @param command run by bash in a one-off dyno
 * @param everyMinutes 10, 60 or 1440
 * @param at minutes after the beginning of the hour or the day, in UTC
 * @param size of the dyno; empty when not said
 */
public record Job(String id, String command, int everyMinutes, int at, String size) {
    /** Out of what Heroku answers. */
    public static Job of(JsonNode data) {
        var attributes = data.path("attributes");
        return new Job(Shapes.text(data, "id"), Shapes.text(attributes, "command"), attributes.path("every").asInt(0),
                attributes.path("at").asInt(0), Shapes.text(attributes, "dyno-size"));
    }

    /** The same as a five-field cron expression, in UTC, to the minute. */
    public String cron() {
        return switch (everyMinutes) {
            case 10 -> "*/10 * * * *";
            case 60 -> at + " * * * *";
            default -> at % 60 + " " + at / 60 + " * * *";
        };
    }
}
