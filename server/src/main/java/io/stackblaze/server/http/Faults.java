package io.stackblaze.server.http;

import java.util.List;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import tools.jackson.databind.JsonNode;

/**
 * Turns what a schema says is wrong into sentences for people. No value of the request is repeated: it may be secret.
 */
final class Faults {
    private Faults() {}

    static Problem.RequestFault of(String path, String problem, String remedy) {
        return new Problem.RequestFault(null, null, null, path, problem, remedy);
    }

    static Problem.RequestFault of(String prefix, Error error, Schema schema) {
        String path = place(prefix, error);
        JsonNode owner = owner(error, schema);
        String remedy = owner.path("description").asString("");
        return switch (error.getKeyword()) {
            case "required" -> of(join(path, error.getProperty()), "is missing", "Give it.");
            case "additionalProperties" -> of(join(path, error.getProperty()), "is no key that exists here",
                    "Leave it out; there are: " + String.join(", ", owner.path("properties").propertyNames()) + ".");
            case "pattern" -> of(path, "has a shape or characters that are not allowed", remedy);
            case "propertyNames" -> of(path, "has a key with a shape or characters that are not allowed",
                    nameRemedy(owner));
            case "type" -> of(path, "is of the wrong type",
                    remedy.isEmpty() ? "Give " + article(owner.path("type").asString("value")) + "." : remedy);
            default -> of(path, String.valueOf(error.getMessage()), remedy);
        };
    }

    static Problem problem(List<Problem.RequestFault> faults) {
        var first = faults.getFirst();
        String detail = faults.size() == 1
                ? first.path() + " " + first.problem() + "."
                : faults.size() + " things in the request cannot be used; the first: " + first.path() + " "
                        + first.problem() + ".";
        return new Problem(Problem.Kind.INVALID, detail, first.remedy(), faults);
    }

    private static String place(String prefix, Error error) {
        var place = new StringBuilder(prefix);
        for (int i = 0; i < error.getInstanceLocation().getNameCount(); i++) {
            Object name = error.getInstanceLocation().getElement(i);
            if (name instanceof Integer index) {
                place.append('[').append(index).append(']');
            } else {
                place.append(place.isEmpty() ? "" : ".").append(name);
            }
        }
        return place.isEmpty() ? "body" : clean(place.toString());
    }

    private static String join(String path, @org.jspecify.annotations.Nullable String property) {
        return clean(path.equals("body") ? String.valueOf(property) : path + "." + property);
    }

    /** Keys come from the request, too. */
    private static String clean(String path) {
        String printable = path.replaceAll("[^A-Za-z0-9_.\\[\\]-]", "?");
        return printable.length() > 200 ? printable.substring(0, 200) : printable;
    }

    private static JsonNode owner(Error error, Schema schema) {
        var fragment = error.getSchemaLocation().getFragment();
        JsonNode node = schema.getSchemaNode();
        for (int i = 0; i < fragment.getNameCount() - 1; i++) {
            Object name = fragment.getElement(i);
            node = name instanceof Integer index ? node.path(index) : node.path(String.valueOf(name));
        }
        return node;
    }

    private static String nameRemedy(JsonNode owner) {
        return owner.path("propertyNames").path("description")
                .asString("Use names of services: lower-case letters, digits and hyphens.");
    }

    private static String article(String type) {
        return switch (type) {
            case "object", "array", "integer" -> "an " + type;
            default -> "a " + type;
        };
    }
}
