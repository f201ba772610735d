package io.stackblaze.cli.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The ports of this machine's StackBlaze. Those once given are remembered in the home, so that a start after a reboot
 * finds the same addresses.
 *
 * @param api of the API and the dashboard
 * @param http of the apps
 */
record Ports(int api, int http) {
    static final int DEFAULT_API = 7878;
    static final int DEFAULT_HTTP = 8080;

    /** By option, else variable, else as remembered, else the default. */
    static Ports of(Call call, Home home) throws Failure {
        var remembered = remembered(home);
        return new Ports(port(call, "--api-port", "STACKBLAZE_API_PORT", remembered.path("api").asInt(DEFAULT_API)),
                port(call, "--http-port", "STACKBLAZE_HTTP_PORT", remembered.path("http").asInt(DEFAULT_HTTP)));
    }

    /** Keeps them for the next start. */
    void remember(Home home) throws IOException {
        Files.writeString(file(home), Json.write(Json.object().put("api", api).put("http", http)) + "\n");
    }

    private static int port(Call call, String option, String variable, int otherwise) throws Failure {
        OptionalInt given = call.number(option);
        if (given.isPresent()) {
            return checked(given.getAsInt(), option);
        }
        var text = Optional.ofNullable(call.context().variables().get(variable)).filter(value -> !value.isBlank());
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            return checked(Integer.parseInt(text.get()), variable);
        } catch (NumberFormatException e) {
            throw Failure.of(variable + " is '" + text.get() + "', which is no port.",
                    "Give a number from 1 to 65535.");
        }
    }

    private static int checked(int port, String where) throws Failure {
        if (port < 1 || port > 65_535) {
            throw Failure.of(where + " is " + port + ", which is no port.", "Give a number from 1 to 65535.");
        }
        return port;
    }

    private static JsonNode remembered(Home home) {
        try {
            return Json.read(Files.readString(file(home)));
        } catch (IOException | JacksonException e) {
            return Json.object();
        }
    }

    private static Path file(Home home) {
        return home.folder().resolve("ports.json");
    }
}
