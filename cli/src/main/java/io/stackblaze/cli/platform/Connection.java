package io.stackblaze.cli.platform;

import java.net.URI;
import java.util.Optional;

import io.stackblaze.cli.api.Api;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;

/** Finds the server that a command speaks to, and the token for it. */
public final class Connection {
    private Connection() {}

    /** By {@code STACKBLAZE_URL} and {@code STACKBLAZE_TOKEN}; what is not set is found in the home. */
    public static Api of(Call call) throws Failure {
        var variables = call.context().variables();
        var url = Optional.ofNullable(variables.get("STACKBLAZE_URL")).filter(text -> !text.isBlank());
        var token = Optional.ofNullable(variables.get("STACKBLAZE_TOKEN")).filter(text -> !text.isBlank());
        if (url.isPresent() && token.isEmpty()) {
            throw Failure.notAllowed("STACKBLAZE_URL is set, and STACKBLAZE_TOKEN is not.",
                    "Set STACKBLAZE_TOKEN to a token of that server.");
        }
        var home = url.isPresent() ? Optional.<Home>empty() : Optional.of(Home.of(call));
        if (token.isEmpty() && home.isPresent()) {
            token = home.get().token();
        }
        if (home.isPresent() && token.isEmpty()) {
            throw Failure.unreachable("StackBlaze has not been started yet with " + home.get().folder() + ".",
                    "stackblaze up", "It runs elsewhere? Set STACKBLAZE_URL and STACKBLAZE_TOKEN, or STACKBLAZE_HOME.");
        }
        return new Api(address(url.or(() -> home.flatMap(Home::serverUrl)).orElseGet(() -> local(call))),
                token.orElse(null));
    }

    private static String local(Call call) {
        return "http://localhost:" + call.context().variables().getOrDefault("STACKBLAZE_API_PORT",
                Integer.toString(Ports.DEFAULT_API));
    }

    private static URI address(String text) throws Failure {
        try {
            var address = URI.create(text);
            if (address.getHost() != null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Told below, together with what is an address but none of ours.
        }
        throw Failure.of("'" + text + "' is no address of a server.",
                "Give one like https://stackblaze.example.com in STACKBLAZE_URL.");
    }
}
