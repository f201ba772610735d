package io.stackblaze.cli.heroku;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.stackblaze.cli.api.Api;
import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Exit;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.environment.Target;
import io.stackblaze.migration.inspect.VariableKinds;
import tools.jackson.databind.JsonNode;

/**
 * Brings config vars over, and proves that they arrived: the server tells a keyed hash of each value it has, and that
 * is
 * compared with the hash of Heroku's. No value is ever read back.
 */
final class ImportedVariables {
    private final Api api;
    private final Target target;
    private final Map<String, String> values;
    private final VariableKinds kinds;

    ImportedVariables(Api api, Target target, Map<String, String> values, VariableKinds kinds) {
        this.api = api;
        this.target = target;
        this.values = values;
        this.kinds = kinds;
    }

    /** Names that the server has not, or has with another value or secrecy. */
    List<String> missing() throws Failure {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        var there = new HashMap<String, JsonNode>();
        for (var item : digests(key).path("items").values()) {
            if (Json.text(item, "service").isEmpty()) {
                there.put(Json.text(item, "name"), item);
            }
        }
        var missing = new ArrayList<String>();
        for (var name : names()) {
            var item = there.get(name);
            if (item == null || item.path("secret").asBoolean(false) != kinds.secrets().contains(name)
                    || !Json.text(item, "digest").equals(digest(key, values.getOrDefault(name, "")))) {
                missing.add(name);
            }
        }
        return missing;
    }

    /** All that are brought over. */
    List<String> names() {
        var names = new ArrayList<>(kinds.secrets());
        names.addAll(kinds.plain());
        return names;
    }

    /** Sets those; the server's answer. */
    JsonNode set(List<String> names) throws Failure, InterruptedException {
        var body = Json.object();
        var set = body.putArray("set");
        names.forEach(name -> set.addObject().put("name", name).put("value", values.getOrDefault(name, ""))
                .put("secret", kinds.secrets().contains(name)));
        return api.patch(target.path("/variables"), body);
    }

    private JsonNode digests(byte[] key) throws Failure {
        try {
            return api.post(target.path("/variables/digests"),
                    Json.object().put("key", HexFormat.of().formatHex(key)));
        } catch (Failure e) {
            // There is no such project yet, so it has no variables; whatever else is wrong the next question tells.
            if (e.exit() == Exit.FAILED) {
                return Json.object();
            }
            throw e;
        }
    }

    private static String digest(byte[] key, String value) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }
}
