package io.stackblaze.heroku.inventory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes records of what Heroku answers. What is missing, or of another shape than expected, is left empty. */
final class Shapes {
    private Shapes() {}

    static App app(JsonNode app) {
        var stack = app.path("build_stack").has("name") ? app.path("build_stack") : app.path("stack");
        return new App(text(app, "id"), text(app, "name"), text(app.path("region"), "name"), text(stack, "name"),
                generation(app), orNull(app.path("space"), "name"), orNull(app.path("team"), "name"),
                text(app.path("owner"), "email"), text(app, "web_url"), app.path("maintenance").asBoolean(false),
                !text(app, "archived_at").isEmpty(), app.path("slug_size").asLong(0));
    }

    private static String generation(JsonNode app) {
        var generation = app.path("generation");
        var word = generation.isString() ? generation.asString() : text(generation, "name");
        return word.isEmpty() ? "cedar" : word.toLowerCase(Locale.ROOT);
    }

    static Map<String, String> config(JsonNode vars) {
        var values = new LinkedHashMap<String, String>();
        vars.properties().forEach(entry -> {
            if (entry.getValue().isString()) {
                values.put(entry.getKey(), entry.getValue().asString());
            }
        });
        return values;
    }

    static Addon addon(JsonNode addon, App app, List<JsonNode> attachments, List<String> others) {
        var billed = addon.path("billing_entity");
        boolean byApp = !text(billed, "type").equals("team");
        var owner = text(addon.path("app"), "name").isEmpty() && byApp
                ? text(billed, "name")
                : text(addon.path("app"), "name");
        var ownerId = text(addon.path("app"), "id");
        var id = text(addon, "id");
        var plan = text(addon.path("plan"), "name");
        var service = text(addon.path("addon_service"), "name");
        return new Addon(id, text(addon, "name"), service, plan.contains(":") ? plan : service + ":" + plan,
                text(addon, "state"), owner,
                ownerId.isEmpty() ? owner.isEmpty() || owner.equals(app.name()) : ownerId.equals(app.id()),
                price(addon), texts(addon.path("config_vars")),
                attachments.stream().filter(each -> text(each.path("addon"), "id").equals(id))
                        .map(each -> text(each, "name")).toList(),
                others);
    }

    private static int price(JsonNode addon) {
        for (var price : List.of(addon.path("billed_price"), addon.path("plan").path("price"))) {
            if (price.path("cents").isNumber()) {
                int cents = price.path("cents").asInt(0);
                return text(price, "unit").startsWith("hour") ? Math.round(cents * 24 * 30f) : cents;
            }
        }
        return -1;
    }

    static Domain domain(JsonNode domain) {
        return new Domain(text(domain, "hostname"), text(domain, "kind").equals("custom"), text(domain, "cname"),
                text(domain, "acm_status"), text(domain, "acm_status_reason"));
    }

    static Certificate certificate(JsonNode endpoint) {
        var cert = endpoint.path("ssl_cert");
        var acm = cert.path("acm").isBoolean()
                ? cert.path("acm").asBoolean()
                : text(cert, "issuer").contains("Let's Encrypt");
        return new Certificate(text(endpoint, "name"), texts(cert.path("cert_domains")), text(cert, "expires_at"),
                text(cert, "issuer"), acm);
    }

    static String buildpack(JsonNode installation) {
        var url = text(installation.path("buildpack"), "url");
        return url.isEmpty() ? text(installation.path("buildpack"), "name") : url;
    }

    static Slug slug(JsonNode slug, int release, boolean image) {
        var processes = new LinkedHashMap<String, String>();
        slug.path("process_types").properties()
                .forEach(entry -> processes.put(entry.getKey(), entry.getValue().isString()
                        ? entry.getValue().asString()
                        : text(entry.getValue(), "command")));
        return new Slug(text(slug, "id"), release, text(slug, "commit"), text(slug.path("stack"), "name"), processes,
                image);
    }

    /** A drain without what may be a credential in it. */
    static String drain(JsonNode drain) {
        return text(drain, "url").replaceFirst("//[^/@]*@", "//").replaceFirst("\\?.*", "");
    }

    static Size size(JsonNode size) {
        var cost = size.path("cost");
        int cents = cost.path("cents").isNumber() ? cost.path("cents").asInt(0) : -1;
        return new Size(text(size, "name"), (int) Math.round(size.path("memory").asDouble(0) * 1024),
                cents > 0 && text(cost, "unit").startsWith("hour") ? cents * 24 * 30 : cents);
    }

    static DatastoreInfo info(JsonNode info) {
        var lines = new LinkedHashMap<String, String>();
        // Some lines hold addresses of other databases, with passwords.
        info.path("info").values().forEach(line -> lines.put(text(line, "name"),
                String.join(", ", texts(line.path("values"))).replaceAll("\\S+://\\S*@\\S+", "(an address)")));
        var version = first(text(info, "postgres_version"), text(info, "version"), lines.getOrDefault("PG Version", ""),
                lines.getOrDefault("Version", ""));
        return new DatastoreInfo(version, info.path("num_bytes").asLong(-1), info.path("num_tables").asInt(-1), lines);
    }

    private static String first(String... texts) {
        for (var text : texts) {
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    static String text(JsonNode node, String key) {
        var value = node.path(key);
        return value.isString() ? value.asString() : value.isNumber() ? value.asString() : "";
    }

    private static @Nullable String orNull(JsonNode node, String key) {
        var text = text(node, key);
        return text.isEmpty() ? null : text;
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.values().forEach(each -> texts.add(each.asString("")));
        return texts;
    }
}
