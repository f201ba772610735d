package io.stackblaze.heroku.control;

import tools.jackson.databind.JsonNode;

/**
 * A dyno, as Heroku tells it now.
 *
 * @param name such as {@code web.1}, {@code scheduler.5001}, {@code run.1002}
 * @param type the process type; {@code run}, {@code scheduler} and {@code release} for what is not of the formation
 * @param state {@code starting}, {@code up}, {@code crashed}, {@code idle}...
 * @param command what it runs
 */
public record Dyno(String name, String type, String state, String command) {
    static Dyno of(JsonNode dyno) {
        return new Dyno(dyno.path("name").asString(""), dyno.path("type").asString(""),
                dyno.path("state").asString(""), dyno.path("command").asString(""));
    }
}
