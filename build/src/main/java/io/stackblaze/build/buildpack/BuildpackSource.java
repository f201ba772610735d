package io.stackblaze.build.buildpack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.stackblaze.build.BuildException;
import io.stackblaze.build.run.Run;
import io.stackblaze.build.source.SourceException;
import io.stackblaze.build.source.SourceLimits;
import io.stackblaze.build.source.SourceTree;

/** Gets hold of buildpacks: folders of the repository, and git repositories elsewhere. */
final class BuildpackSource {
    private static final Pattern OFFICIAL = Pattern.compile("(?:urn:buildpack:)?heroku/([a-z][a-z0-9-]*)");
    private static final Pattern REF = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]*");
    private static final String REMEDY = "Name a folder of the repository, or a URL such as "
            + "https://github.com/heroku/heroku-buildpack-nodejs, with #branch behind it if need be.";

    private final Run run;
    private final boolean localGit;

    /** @param localGit whether {@code file:} URLs may be cloned: they read this machine's disk with our rights */
    BuildpackSource(Run run, boolean localGit) {
        this.run = run;
        this.localGit = localGit;
    }

    /** @param place a folder that does not exist yet */
    Buildpack get(String name, Path place) throws BuildException, IOException, InterruptedException {
        var repository = run.request().repository().toAbsolutePath().normalize();
        if (!name.contains(":") && !name.startsWith("/")) {
            var folder = repository.resolve(name).normalize();
            if (folder.startsWith(repository) && Files.isDirectory(folder)
                    && folder.toRealPath().startsWith(repository.toRealPath())) {
                return copied(name, folder, place);
            }
        }
        var official = OFFICIAL.matcher(name);
        if (official.matches()) {
            return cloned(name, "https://github.com/heroku/heroku-buildpack-" + official.group(1), place);
        }
        return cloned(name, name, place);
    }

    private static Buildpack copied(String name, Path folder, Path place) throws BuildException, IOException {
        try {
            return new Buildpack(name, place, SourceTree.copy(folder, place, SourceLimits.DEFAULT));
        } catch (SourceException refused) {
            throw new BuildException("The buildpack " + name + " cannot be used: " + refused.getMessage(), refused);
        }
    }

    private Buildpack cloned(String name, String url, Path place)
            throws BuildException, IOException, InterruptedException {
        var hash = url.indexOf('#');
        var ref = hash < 0 ? "HEAD" : url.substring(hash + 1);
        var address = hash < 0 ? url : url.substring(0, hash);
        check(name, address);
        if (!REF.matcher(ref).matches()) {
            throw refused(name, "has no branch, tag or commit behind #.");
        }
        Files.createDirectory(place);
        git(name, place, "init", "--quiet");
        git(name, place, "fetch", "--quiet", "--depth", "1", "--no-tags", "--no-recurse-submodules", "--", address,
                ref);
        git(name, place, "checkout", "--quiet", "--detach", "FETCH_HEAD");
        return new Buildpack(name, place, git(name, place, "rev-parse", "HEAD").strip());
    }

    private void check(String name, String address) throws BuildException {
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException _) {
            throw refused(name, "is neither a folder of the repository nor a URL.");
        }
        var scheme = String.valueOf(uri.getScheme());
        if (scheme.equals("file") && localGit) {
            return;
        }
        if (!scheme.equals("https") || uri.getHost() == null || uri.getUserInfo() != null) {
            throw refused(name, "is neither a folder of the repository nor an https URL without a password.");
        }
        try {
            for (var host : InetAddress.getAllByName(uri.getHost())) {
                if (isPrivate(host)) {
                    throw refused(name, "is at a private address.");
                }
            }
        } catch (UnknownHostException _) {
            throw refused(name, "is at a host that is not known here.");
        }
    }

    private static boolean isPrivate(InetAddress host) {
        return host.isLoopbackAddress() || host.isSiteLocalAddress() || host.isLinkLocalAddress()
                || host.isAnyLocalAddress() || host.isMulticastAddress()
                || (host.getAddress().length == 16 && (host.getAddress()[0] & 0xfe) == 0xfc);
    }

    private static BuildException refused(String name, String why) {
        return new BuildException("The buildpack " + name + " " + why, REMEDY, List.of());
    }

    private String git(String name, Path place, String... words)
            throws BuildException, IOException, InterruptedException {
        var protocol = localGit ? List.of("-c", "protocol.file.allow=always") : List.<String>of();
        var all = Stream.of(
                List.of("git", "-c", "protocol.allow=never", "-c", "protocol.https.allow=always", "-c",
                        "http.followRedirects=false", "-c", "core.hooksPath=/dev/null", "-c", "credential.helper="),
                protocol, List.of("-C", place.toString()), List.of(words)).flatMap(List::stream).toList();
        var outcome = Git.run(all, run.left());
        if (outcome.exit() != 0) {
            throw new BuildException("The buildpack " + name + " could not be fetched: " + outcome.output().strip()
                    .lines().reduce((_, last) -> last).orElse("git failed") + ".", REMEDY,
                    outcome.output().lines().limit(20).toList());
        }
        return outcome.output();
    }
}
