package io.stackblaze.server.http;

import java.io.IOException;

import io.javalin.http.Context;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Reads a request's body as JSON, bounded. */
final class JsonBody {
    private JsonBody() {}

    static JsonNode read(Context context, JsonMapper json, int largest, boolean required) throws Problem {
        byte[] bytes = bytes(context, largest);
        if (bytes.length == 0 && !required) {
            return MissingNode.getInstance();
        }
        String type = context.contentType();
        if (type == null || !type.split(";")[0].strip().equalsIgnoreCase("application/json")) {
            throw new Problem(Problem.Kind.UNSUPPORTED_TYPE,
                    "The body is " + (type == null ? "untyped" : "of another type")
                            + ".",
                    "Send JSON with Content-Type: application/json.");
        }
        try {
            JsonNode tree = json.readTree(bytes);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (JacksonException e) {
            var at = e.getLocation();
            String where = at == null ? "" : ": line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw Problem.invalid("body", "is no JSON that can be read" + where, "Send one JSON object in UTF-8.");
        }
    }

    private static byte[] bytes(Context context, int largest) {
        try {
            byte[] bytes = context.req().getInputStream().readNBytes(largest + 1);
            if (bytes.length > largest) {
                throw new Problem(Problem.Kind.TOO_LARGE, "The body is larger than " + largest / 1024 / 1024 + " MiB.",
                        "Send less at once.");
            }
            return bytes;
        } catch (IOException _) {
            throw Problem.invalid("body", "ended early", "Send it again.");
        }
    }
}
