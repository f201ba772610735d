package io.stackblaze.migration.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import io.stackblaze.heroku.inventory.Inventory;

/** Buildpacks become git URLs; those that StackBlaze needs no help with are left out. */
final class Buildpacks {
    private static final Pattern OFFICIAL = Pattern.compile("(?:urn:buildpack:)?heroku/([a-z-]{1,30})"
            + "|https://(?:buildpack-registry\\.s3\\.amazonaws\\.com/buildpacks/heroku/|codon-buildpacks\\.s3\\.amazonaws\\.com/buildpacks/heroku/)([a-z-]{1,30})\\.tgz");
    private static final Pattern COMMUNITY = Pattern.compile("(?:urn:buildpack:)?([a-z0-9-]{1,60})/([a-z0-9-]{1,60})");
    private static final Pattern GIT = Pattern.compile(
            "https://[A-Za-z0-9][A-Za-z0-9.-]{0,252}/[A-Za-z0-9._~/-]{1,400}(?:#[A-Za-z0-9._/-]{1,100})?");
    private static final Set<String> DETECTED = Set.of("nodejs", "python", "static");

    private final Inventory app;
    private final List<Counterpart> counterparts;

    Buildpacks(Inventory app, List<Counterpart> counterparts) {
        this.app = app;
        this.counterparts = counterparts;
    }

    /** In order; empty when detection does as well. */
    List<String> urls() {
        var listed = app.buildpacks();
        var official = listed.stream().map(Buildpacks::official).toList();
        if (official.stream().allMatch(DETECTED::contains) && listed.size() < 2) {
            listed.forEach(each -> tell(each, "detection", true, "Dependencies are kept by their lock file."));
            return listed.isEmpty() ? guessed() : List.of();
        }
        var urls = new ArrayList<String>();
        for (var each : listed) {
            var url = url(each);
            if (GIT.matcher(url).matches() && !url.endsWith(".tgz")) {
                urls.add(url);
                tell(each, url, true, "");
            } else {
                tell(each, "", false, "It has no git URL that is known; name one under build.buildpacks.");
            }
        }
        return urls;
    }

    private void tell(String there, String here, boolean decided, String note) {
        var told = new Counterpart("buildpack", there, here, decided, note);
        if (!counterparts.contains(told)) {
            counterparts.add(told);
        }
    }

    /** Heroku found the language by itself; its commands tell which. */
    private List<String> guessed() {
        var commands = String.join("\n", app.processes().stream().map(type -> type.command()).toList());
        var language = commands.matches("(?s).*\\b(?:bundle|rails|puma|rake|ruby)\\b.*")
                ? "ruby"
                : commands.matches("(?s).*\\bjava\\b.*")
                        ? "java"
                        : commands.contains("vendor/bin/heroku-php") ? "php" : "";
        if (language.isEmpty()) {
            return List.of();
        }
        var url = "https://github.com/heroku/heroku-buildpack-" + language + ".git";
        tell("(detected)", url, true, "Heroku found the language by itself; the commands tell " + language + ".");
        return List.of(url);
    }

    private static String official(String buildpack) {
        var match = OFFICIAL.matcher(buildpack);
        return match.matches() ? match.group(1) == null ? match.group(2) : match.group(1) : buildpack;
    }

    private static String url(String buildpack) {
        var match = OFFICIAL.matcher(buildpack);
        if (match.matches()) {
            return "https://github.com/heroku/heroku-buildpack-" + official(buildpack) + ".git";
        }
        var community = COMMUNITY.matcher(buildpack);
        return community.matches() && community.group(1).equals("heroku-community")
                ? "https://github.com/heroku/heroku-buildpack-" + community.group(2) + ".git"
                : buildpack;
    }
}
