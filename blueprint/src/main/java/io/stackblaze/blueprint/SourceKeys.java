package io.stackblaze.blueprint;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.stackblaze.blueprint.yaml.Position;
import io.stackblaze.blueprint.yaml.Yaml;
import org.jspecify.annotations.Nullable;

/** {@code build} and {@code image}. Paths are taken apart here and never touch a file system. */
final class SourceKeys {
    private static final Source.Build WHOLE = new Source.Build(".", null, null, List.of());
    private static final Pattern IMAGE = Pattern.compile("(?=.{1,512}$)[a-z0-9][A-Za-z0-9.-]{0,252}(?::[0-9]{1,5})?"
            + "(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?");
    private static final Pattern GIT_URL = Pattern
            .compile(
                    "https://[A-Za-z0-9][A-Za-z0-9.-]{0,252}(?::[0-9]{1,5})?/[A-Za-z0-9._~/-]{1,500}(?:#[A-Za-z0-9._/-]{1,200})?");

    private SourceKeys() {}

    static Source source(Section service) {
        if (service.has("image")) {
            if (service.has("build")) {
                service.fault("image", "A service has either build or image, and this one has both.",
                        "Remove one of them.");
            }
            return image(service);
        }
        return build(service);
    }

    private static Source image(Section service) {
        var reference = service.text("image");
        if (reference != null && !IMAGE.matcher(reference).matches()) {
            service.fault("image", Words.quoted(reference) + " is no image.",
                    "Write it as registry/name:tag or registry/name@sha256:digest, without a scheme.");
        }
        return reference == null ? WHOLE : new Source.Image(reference);
    }

    private static Source build(Section service) {
        var build = service.map().get("build") instanceof Yaml.Mapping ? service.section("build") : null;
        if (build == null) {
            var path = service.text("build");
            return new Source.Build(path == null ? "." : inside(service, "build", path), null, null, List.of());
        }
        build.allow(Keys.BUILD);
        var context = build.text("context");
        var dockerfile = build.text("dockerfile");
        var command = build.text("command");
        var buildpacks = buildpacks(build);
        for (var other : List.of("command", "buildpacks")) {
            if (dockerfile != null && build.has(other)) {
                build.fault(other, "A build with a dockerfile takes no " + other + ".",
                        "Remove one of the two; a Dockerfile says by itself how it builds.");
            }
        }
        return new Source.Build(context == null ? "." : inside(build, "context", context),
                dockerfile == null ? null : inside(build, "dockerfile", dockerfile), command, buildpacks);
    }

    private static List<String> buildpacks(Section build) {
        var buildpacks = new ArrayList<String>();
        for (var entry : build.texts("buildpacks")) {
            var text = entry.text();
            if (!text.contains("://") && !text.contains("@")) {
                buildpacks.add(inside(build, "buildpacks", text, entry.at()));
            } else {
                if (!GIT_URL.matcher(text).matches()) {
                    build.faults().add(entry.at(), build.pathOf("buildpacks"),
                            Words.quoted(text) + " is no git URL that can be used here.",
                            "Write https://host/path.git, with #tag for a version and without credentials.");
                }
                buildpacks.add(text);
            }
        }
        return buildpacks;
    }

    private static String inside(Section section, String key, String path) {
        return inside(section, key, path, section.at(key));
    }

    /** The path without {@code .} and {@code ..}; a fault if it leads out of the folder it starts in. */
    private static String inside(Section section, String key, String path, Position at) {
        var normal = normal(path);
        if (normal == null) {
            section.faults().add(at, section.pathOf(key), Words.quoted(path) + " leads out of the repository.",
                    "Give a path inside it, relative and with /, such as ./api.");
            return ".";
        }
        return normal;
    }

    private static @Nullable String normal(String path) {
        if (path.startsWith("/") || path.startsWith("~") || path.startsWith("-") || path.contains("\\")
                || path.matches("[A-Za-z]:.*") || path.chars().anyMatch(Character::isISOControl)) {
            return null;
        }
        var steps = new ArrayDeque<String>();
        for (var step : path.split("/")) {
            if (step.equals("..") && steps.pollLast() == null) {
                return null;
            }
            if (!step.isEmpty() && !step.equals(".") && !step.equals("..")) {
                steps.addLast(step);
            }
        }
        return steps.isEmpty() ? "." : String.join("/", steps);
    }
}
