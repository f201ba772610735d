package io.stackblaze.server.environment;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.stackblaze.blueprint.Blueprint;
import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.blueprint.Value;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.release.Content;
import io.stackblaze.server.release.PartsLoader;
import io.stackblaze.server.release.Releases;
import io.stackblaze.server.variable.Variable;
import io.stackblaze.server.variable.Variables;
import org.jspecify.annotations.Nullable;

/** All variables of an environment, wherever they come from; no value of a secret, ever. */
public final class VariableList {
    private final Variables variables;
    private final Releases releases;

    /**
     * One variable.
     *
     * @param value null for secrets and for what comes from another service
     * @param service the one service that gets it; null for all that may
     * @param source {@code set} by a person, {@code blueprint}, {@code reference} to another service, or
     * {@code missing}: a declared secret without a value
     */
    public record Entry(String name, @Nullable String value, boolean secret, @Nullable String service, String source) {}

    /** Over what is kept. */
    public VariableList(Variables variables, Releases releases) {
        this.variables = variables;
        this.releases = releases;
    }

    /** The value that a person set, told apart from others and not told. */
    public record Digest(String name, boolean secret, @Nullable String service, String digest) {}

    /**
     * HMAC-SHA256 of what people set. Under a key of the asker's, so that two answers cannot be held side by side, and
     * whoever knows a value can see that it arrived.
     */
    public List<Digest> digests(Projects.Environment environment, byte[] key) {
        return variables.list(environment.key()).stream().map(variable -> new Digest(variable.name(),
                variable.secret(), variable.service().isEmpty() ? null : variable.service(),
                digest(key, variable.value()))).toList();
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

    /** By name, then service. */
    public List<Entry> list(Projects.Environment environment) {
        var set = variables.list(environment.key());
        var entries = new ArrayList<Entry>();
        set.forEach(variable -> entries.add(new Entry(variable.name(), variable.secret() ? null : variable.value(),
                variable.secret(), variable.service().isEmpty() ? null : variable.service(), "set")));
        releases.liveContent(environment.key()).map(Content::blueprint).map(PartsLoader::blueprint)
                .ifPresent(blueprint -> addBlueprint(environment, blueprint, set, entries));
        entries.sort(Comparator.comparing(Entry::name)
                .thenComparing(entry -> Optional.ofNullable(entry.service()).orElse("")));
        return entries;
    }

    private static void addBlueprint(Projects.Environment environment, Blueprint blueprint, List<Variable> set,
            List<Entry> entries) {
        blueprint.secrets().stream().filter(name -> set.stream().noneMatch(variable -> variable.name().equals(name)))
                .forEach(name -> entries.add(new Entry(name, null, true, null, "missing")));
        blueprint.services(environment.id().environment()).values().stream().filter(ProcessService.class::isInstance)
                .map(ProcessService.class::cast).forEach(service -> service.env().forEach((name, value) -> {
                    if (set.stream().noneMatch(variable -> hides(variable, service, name))) {
                        entries.add(entry(service, name, value));
                    }
                }));
    }

    private static boolean hides(Variable variable, ProcessService service, String name) {
        return variable.name().equals(name)
                && (variable.service().isEmpty() || variable.service().equals(service.name()));
    }

    private static Entry entry(ProcessService service, String name, Value value) {
        return switch (value) {
            case Value.Plain plain -> new Entry(name, plain.text(), false, service.name(), "blueprint");
            case Value.FromService _ -> new Entry(name, null, true, service.name(), "reference");
        };
    }
}
