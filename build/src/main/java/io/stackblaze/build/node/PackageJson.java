package io.stackblaze.build.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.stackblaze.build.BuildException;
import io.stackblaze.build.run.Text;
import io.stackblaze.build.store.Digests;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A project's {@code package.json}. */
final class PackageJson {
    static final JsonMapper JSON = new JsonMapper();

    /**
     * Every field that installing reads, but for the project's own name and version, which change nothing; scripts are
     * left to the build, where the source is.
     */
    private static final List<String> INSTALL_FIELDS = List.of("dependencies", "devDependencies",
            "optionalDependencies", "peerDependencies", "peerDependenciesMeta", "dependenciesMeta",
            "bundleDependencies", "bundledDependencies", "overrides", "resolutions", "engines", "os", "cpu",
            "packageManager", "pnpm", "workspaces", "config", "type", "installConfig", "allowScripts");

    private final JsonNode root;

    private PackageJson(JsonNode root) {
        this.root = root;
    }

    static PackageJson read(Path file) throws BuildException, IOException {
        return new PackageJson(object(file, "Correct it, and commit it."));
    }

    /** Reads a file that must hold a JSON object. */
    static JsonNode object(Path file, String remedy) throws BuildException, IOException {
        var bytes = Text.bytes(file);
        try {
            var root = JSON.readTree(bytes);
            if (root != null && root.isObject()) {
                return root;
            }
            throw new BuildException(file.getFileName() + " holds no JSON object.", remedy, List.of());
        } catch (JacksonException broken) {
            var location = broken.getLocation();
            var place = location == null ? "" : ":" + location.getLineNr() + ":" + location.getColumnNr();
            var failure = new BuildException(
                    file.getFileName() + place + ": this is no JSON: " + broken.getOriginalMessage() + ".", remedy,
                    List.of());
            failure.initCause(broken);
            throw failure;
        }
    }

    /** A script; empty when there is none. */
    Optional<String> script(String name) {
        return text(root.path("scripts").path(name));
    }

    /** The semver range of {@code engines.node}. */
    Optional<String> nodeRange() {
        return text(root.path("engines").path("node"));
    }

    /** {@code pnpm@9.1.0}, without the checksum that may follow. */
    Optional<String> packageManager() {
        return text(root.path("packageManager")).map(name -> name.replaceFirst("\\+.*", ""));
    }

    /** The entry module. */
    Optional<String> main() {
        return text(root.path("main"));
    }

    boolean hasWorkspaces() {
        return !root.path("workspaces").isEmpty();
    }

    boolean hasDependencies() {
        return !root.path("dependencies").isEmpty() || !root.path("devDependencies").isEmpty()
                || !root.path("optionalDependencies").isEmpty() || !root.path("peerDependencies").isEmpty()
                || hasWorkspaces();
    }

    /** Packages that are named by path: {@code file:}, {@code link:}, a tarball or a folder. */
    Set<String> localPaths() {
        var paths = new TreeSet<String>();
        for (var field : List.of("dependencies", "devDependencies", "optionalDependencies", "overrides",
                "resolutions")) {
            for (var value : root.path(field).values()) {
                text(value).filter(text -> text.startsWith("file:") || text.startsWith("link:")
                        || text.startsWith("portal:") || text.startsWith("./") || text.startsWith("../")
                        || text.startsWith("patch:")).ifPresent(paths::add);
            }
        }
        return paths;
    }

    /** The manifest as installing needs it, the same text for the same meaning. */
    String forInstall() {
        var fields = new TreeMap<String, JsonNode>();
        INSTALL_FIELDS.stream().filter(root::has).forEach(field -> fields.put(field, root.path(field)));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(fields);
    }

    String installDigest() {
        return Digests.of(forInstall());
    }

    private static Optional<String> text(@Nullable JsonNode node) {
        return node != null && node.isString() && !node.stringValue().isBlank()
                ? Optional.of(node.stringValue())
                : Optional.empty();
    }
}
