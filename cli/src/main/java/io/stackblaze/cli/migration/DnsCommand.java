package io.stackblaze.cli.migration;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.platform.Connection;
import io.stackblaze.cli.terminal.Style;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code migrate dns}: the app's domains, what is to be set and when, and cutting over by them. */
public final class DnsCommand implements Command {
    private static final Pattern KEY = Pattern.compile("key\\s+\"?([A-Za-z0-9._-]+)\"?\\s*\\{([^}]*)}");
    private static final Pattern ALGORITHM = Pattern.compile("algorithm\\s+\"?([A-Za-z0-9-]+)\"?\\s*;");
    private static final Pattern SECRET = Pattern.compile("secret\\s+\"?([A-Za-z0-9+/=]+)\"?\\s*;");

    @Override
    public void describe(Syntax syntax) {
        syntax.words("[APP]", "0..1", "Name of the app on Heroku; not needed when one alone is being migrated.")
                .option("ADDRESSES", "Cuts over by DNS; the domains are to lead there: addresses of this machine,"
                        + " separated by commas, or the name of one host.", "--to")
                .option("HOST[:PORT]", "Primary server of the zone, which takes signed updates (RFC 2136).", "--server")
                .option("FILE", "Key for updates, as tsig-keygen prints it.", "--key-file")
                .option("HOSTS", "Resolvers to ask, separated by commas.", "--resolver")
                .option("NAME", "Who certifies the domains, as CAA records name it; letsencrypt.org by default.",
                        "--issuer")
                .number("SECONDS", "The time to live that records had before it was lowered.", "--ttl-was")
                .flag("Lowers the time to live to 60 seconds now.", "--lower")
                .flag("Cuts over through the edge again.", "--off")
                .note("Without options it looks the domains up, and shows what to set, as lines of a zone file.");
    }

    @Override
    public int run(Call call) throws Failure, IOException, InterruptedException {
        var api = Connection.of(call);
        var migration = Migration.chosen(api, call.word());
        var path = migration.path("/dns");
        var order = order(call);
        if (call.flag("--off")) {
            api.delete(path, Json.object());
        } else if (!order.isEmpty()) {
            api.post(path, order);
        }
        var view = call.flag("--lower") ? api.post(path + "/lower", null) : api.get(path);
        call.screen().results(call.json()
                ? List.of(Json.write(view))
                : text(migration, view, call.screen().style()));
        return 0;
    }

    private static ObjectNode order(Call call) throws Failure, IOException {
        var order = Json.object();
        call.option("--to").ifPresent(words -> to(order, words));
        call.option("--resolver").ifPresent(words -> list(order, "resolvers", words));
        call.option("--server").ifPresent(server -> order.put("server", server));
        call.option("--issuer").ifPresent(issuer -> order.put("issuer", issuer));
        call.number("--ttl-was").ifPresent(seconds -> order.put("ttl_was", seconds));
        var file = call.option("--key-file");
        if (file.isPresent()) {
            var place = call.context().directory().resolve(file.get());
            key(order, Files.isRegularFile(place) ? Files.readString(place) : "", file.get());
        }
        return order;
    }

    /** What says where domains are to lead. */
    static ObjectNode to(ObjectNode order, String words) {
        list(order, "to", words);
        return order;
    }

    private static void list(ObjectNode order, String field, String words) {
        var list = order.putArray(field);
        for (var word : words.split(",", -1)) {
            list.add(word.strip());
        }
    }

    private static void key(ObjectNode order, String text, String file) throws Failure {
        var key = KEY.matcher(text);
        if (key.find()) {
            var algorithm = ALGORITHM.matcher(key.group(2));
            var secret = SECRET.matcher(key.group(2));
            if (algorithm.find() && secret.find()) {
                order.put("key", key.group(1)).put("algorithm", algorithm.group(1).toLowerCase(java.util.Locale.ROOT))
                        .put("secret", secret.group(1));
                return;
            }
        }
        throw Failure.of(file + " holds no key.",
                "Like this: key \"mover\" { algorithm hmac-sha256; secret \"...\"; };", "tsig-keygen mover makes one.");
    }

    private static List<String> text(Migration migration, JsonNode view, Style style) {
        if (Json.text(view, "way").equals("edge")) {
            return List.of(migration.app() + " is cut over through the edge; its DNS is not looked at.",
                    "To cut over by DNS: stackblaze migrate dns " + migration.app() + " --to ADDRESS");
        }
        var lines = new ArrayList<String>();
        var by = Json.text(view, "changed_by");
        lines.add(migration.app() + " is cut over by DNS, to " + String.join(", ", Json.texts(view, "to")) + "; "
                + (by.equals("hand") ? "you change the records." : by + " changes the records."));
        for (var domain : view.path("domains").values()) {
            domain(domain, style, lines);
        }
        if (view.path("domains").isEmpty()) {
            lines.add("Its domains are known once it was inspected.");
        }
        lines.add("");
        StatusText.gates(view.path("gates"), style, lines);
        return lines;
    }

    private static void domain(JsonNode domain, Style style, List<String> lines) {
        lines.add("");
        lines.add(style.bold(Json.text(domain, "domain")) + (Json.text(domain, "zone").isEmpty()
                ? ""
                : " in " + Json.text(domain, "zone") + ", as " + String.join(", ", Json.texts(domain, "servers"))
                        + " say"));
        Optional.of(Json.text(domain, "problem")).filter(problem -> !problem.isEmpty())
                .ifPresent(problem -> lines.add("  " + problem));
        part("now", Json.texts(domain, "records"), lines);
        part("ahead of the cut", Json.texts(domain, "lower"), lines);
        part("at the cut", Json.texts(domain, "here"), lines);
        part("on the way back", Json.texts(domain, "back"), lines);
        domain.path("resolvers").properties().forEach(resolver -> part("resolver " + resolver.getKey(),
                resolver.getValue().values().stream().map(JsonNode::asString).toList(), lines));
    }

    private static void part(String name, List<String> records, List<String> lines) {
        records.forEach(record -> lines.add("  " + name + ": " + record));
    }
}
