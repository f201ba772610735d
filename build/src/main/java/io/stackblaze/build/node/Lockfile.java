package io.stackblaze.build.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.stackblaze.build.BuildException;
import io.stackblaze.build.run.Text;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a lockfile pins.
 *
 * @param content the lockfile without the project's own name and version, which change nothing of an install
 * @param packages package to version, or to all its versions
 * @param links packages that are folders of the source
 * @param tarballs packages that are archives in the source, paths from the project
 * @param development whether some packages are wanted for development alone
 */
record Lockfile(String content, SortedMap<String, String> packages, Set<String> links, Set<String> tarballs,
        boolean development) {
    private static final Pattern YARN = Pattern.compile("^\"?((?:@[^/@\"]+/)?[^@\"\\s]+)@.*:$");
    private static final Pattern YARN_VERSION = Pattern.compile("^  \"?version\"?:? \"?([^\"]+)\"?$");
    private static final Pattern PNPM = Pattern.compile("^  '?/?((?:@[^/@]+/)?[^/@']+)[@/]([^:('_]+).*:$");

    static Lockfile read(PackageManager manager, Path file) throws BuildException, IOException {
        return switch (manager) {
            case NPM -> npm(PackageJson.object(file, "Delete it, run npm install, and commit the new one."));
            case YARN -> yarn(file);
            case PNPM -> pnpm(file);
        };
    }

    private static Lockfile npm(JsonNode root) {
        var versions = new TreeMap<String, Set<String>>();
        var links = new TreeSet<String>();
        var tarballs = new TreeSet<String>();
        var development = new boolean[1];
        var modern = root.path("packages").isObject();
        for (var entry : root.path(modern ? "packages" : "dependencies").properties()) {
            var node = entry.getValue();
            var path = entry.getKey();
            if (path.isEmpty()) {
                continue;
            }
            var name = path.substring(path.lastIndexOf("node_modules/") < 0
                    ? 0
                    : path.lastIndexOf("node_modules/") + "node_modules/".length());
            if (node.path("link").asBoolean(false)) {
                links.add(name);
            }
            var resolved = node.path(modern ? "resolved" : "version").asString("");
            if (resolved.startsWith("file:")) {
                (isTarball(resolved) ? tarballs : links).add(resolved.substring("file:".length()));
            }
            development[0] |= node.path("dev").asBoolean(false) || node.path("devOptional").asBoolean(false);
            versions.computeIfAbsent(name, _ -> new TreeSet<>()).add(node.path("version").asString("?"));
        }
        return new Lockfile(anonymous(root), joined(versions), links, tarballs, development[0]);
    }

    private static String anonymous(JsonNode root) {
        for (var node : List.of(root, root.path("packages").path(""))) {
            if (node instanceof ObjectNode object) {
                object.remove(List.of("name", "version", "license"));
            }
        }
        return PackageJson.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    }

    private static boolean isTarball(String path) {
        return path.endsWith(".tgz") || path.endsWith(".tar.gz") || path.endsWith(".tar");
    }

    private static Lockfile yarn(Path file) throws BuildException, IOException {
        var versions = new TreeMap<String, Set<String>>();
        var name = "";
        var lines = Text.lines(file);
        for (var line : lines) {
            var entry = YARN.matcher(line);
            var version = YARN_VERSION.matcher(line);
            if (entry.matches()) {
                name = entry.group(1);
            } else if (version.matches() && !name.isEmpty()) {
                versions.computeIfAbsent(name, _ -> new TreeSet<>()).add(version.group(1));
            }
        }
        return new Lockfile(String.join("\n", lines) + "\n", joined(versions), Set.of(), Set.of(), true);
    }

    private static Lockfile pnpm(Path file) throws BuildException, IOException {
        var versions = new TreeMap<String, Set<String>>();
        var inside = false;
        var lines = Text.lines(file);
        for (var line : lines) {
            inside = (line.isEmpty() || line.startsWith(" ")) ? inside : line.equals("packages:");
            var entry = PNPM.matcher(line);
            if (inside && entry.matches()) {
                versions.computeIfAbsent(entry.group(1), _ -> new TreeSet<>()).add(entry.group(2));
            }
        }
        return new Lockfile(String.join("\n", lines) + "\n", joined(versions), Set.of(), Set.of(), true);
    }

    private static SortedMap<String, String> joined(Map<String, Set<String>> versions) {
        var joined = new TreeMap<String, String>();
        versions.forEach((name, all) -> joined.put(name, String.join(", ", all)));
        return joined;
    }
}
