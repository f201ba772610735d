package io.stackblaze.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import io.javalin.http.HandlerType;
import io.stackblaze.server.http.Access;
import io.stackblaze.server.http.Api;
import io.stackblaze.server.http.Contract;
import io.stackblaze.server.http.Http;
import tools.jackson.databind.json.JsonMapper;

/** What the server says about itself: health, the contract, the blueprint's schema. */
final class MetaRoutes implements Http.Feature {
    private final Contract contract;
    private final JsonMapper json;

    private record Health(String status, String version) {}

    MetaRoutes(Contract contract, JsonMapper json) {
        this.contract = contract;
        this.json = json;
    }

    @Override
    public void register(Api api) {
        api.page(HandlerType.GET, "/healthz", Access.PUBLIC, context -> context.contentType("application/json")
                .result(json.writeValueAsString(new Health("ok", Server.VERSION))));
        api.page(HandlerType.GET, "/api/v1/openapi.yaml", Access.PUBLIC,
                context -> context.contentType("application/yaml").result(contract.text()));
        api.page(HandlerType.GET, "/schema/blueprint.json", Access.PUBLIC,
                context -> context.contentType("application/schema+json").result(schema()));
    }

    private static String schema() {
        try (InputStream in = MetaRoutes.class.getResourceAsStream("/schema/blueprint.json")) {
            return in == null ? "{}" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
