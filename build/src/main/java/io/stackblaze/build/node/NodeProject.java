package io.stackblaze.build.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.stackblaze.build.BuildException;
import org.jspecify.annotations.Nullable;

/**
 * What a folder with a {@code package.json} asks for.
 *
 * @param folder the copy of the source
 * @param manifest package.json
 * @param manager which package manager
 * @param lockfile what is pinned; null when nothing is depended upon
 */
record NodeProject(Path folder, PackageJson manifest, PackageManager manager, @Nullable Lockfile lockfile) {
    /** Run by an install, and so not while a layer is made: they may want the source. */
    static final List<String> INSTALL_SCRIPTS = List.of("preinstall", "install", "postinstall", "prepare");

    static Optional<NodeProject> detect(Path folder) throws BuildException, IOException {
        var file = folder.resolve("package.json");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        var manifest = PackageJson.read(file);
        var manager = manager(folder, manifest);
        var lock = folder.resolve(manager.lockfile());
        if (Files.isRegularFile(lock)) {
            return Optional.of(new NodeProject(folder, manifest, manager, Lockfile.read(manager, lock)));
        }
        if (manifest.hasDependencies()) {
            var shrinkwrap = Files.exists(folder.resolve("npm-shrinkwrap.json"))
                    ? " Rename npm-shrinkwrap.json to package-lock.json."
                    : "";
            throw new BuildException(
                    "package.json has dependencies, and there is no " + manager.lockfile()
                            + " that says which versions.",
                    "Run " + manager.remedy() + " and commit " + manager.lockfile() + "." + shrinkwrap, List.of());
        }
        return Optional.of(new NodeProject(folder, manifest, manager, null));
    }

    private static PackageManager manager(Path folder, PackageJson manifest) throws BuildException {
        var named = manifest.packageManager().flatMap(name -> Stream.of(PackageManager.values())
                .filter(manager -> name.equals(manager.command()) || name.startsWith(manager.command() + "@"))
                .findFirst());
        if (named.isPresent()) {
            return named.get();
        }
        var present = Stream.of(PackageManager.values())
                .filter(manager -> Files.exists(folder.resolve(manager.lockfile()))).toList();
        if (present.size() > 1) {
            throw new BuildException(
                    "There are lockfiles of several package managers: "
                            + String.join(", ", present.stream().map(PackageManager::lockfile).toList()) + ".",
                    "Keep one and delete the others, or say which with packageManager in package.json.", List.of());
        }
        return present.isEmpty() ? PackageManager.NPM : present.getFirst();
    }

    /** Why the dependencies cannot be installed without the source; empty when they can. */
    Optional<String> needsSource() {
        if (lockfile == null) {
            return Optional.empty();
        }
        if (manifest.hasWorkspaces() || Files.exists(folder.resolve("pnpm-workspace.yaml"))) {
            return Optional.of("package.json has workspaces");
        }
        if (!lockfile.links().isEmpty()) {
            return Optional.of(lockfile.links().iterator().next() + " is a folder of the source");
        }
        var local = manifest.localPaths().stream().filter(path -> !lockfile.tarballs().contains(plain(path)))
                .findFirst();
        return local.map(path -> "package.json names a dependency by its path, " + path);
    }

    private static String plain(String path) {
        return path.startsWith("file:") ? path.substring("file:".length()).replaceFirst("^\\./", "") : path;
    }

    /** Whether something has to run in the source itself. */
    boolean builds() {
        return buildScript().isPresent() || manifest.script("heroku-prebuild").isPresent()
                || INSTALL_SCRIPTS.stream().anyMatch(name -> manifest.script(name).isPresent()) || readsSource();
    }

    /** The script that builds, as on Heroku. */
    Optional<String> buildScript() {
        return Stream.of("heroku-postbuild", "build").filter(name -> manifest.script(name).isPresent()).findFirst();
    }

    /** Prisma's install script looks for the project's schema. */
    boolean readsSource() {
        return lockfile != null && manager != PackageManager.YARN && lockfile.packages().containsKey("@prisma/client");
    }
}
