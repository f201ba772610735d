package io.stackblaze.blueprint.init;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.stackblaze.blueprint.init.RepositoryFacts.Folder;

/** Looks at a repository on disk: reads a few known files, follows no link, writes nothing. */
public final class RepositoryScan {
    /** The files that are looked for. */
    public static final List<String> FILES = List.of("Procfile", "app.json", "heroku.yml", "Dockerfile", "package.json",
            "requirements.txt", "pyproject.toml", "Pipfile", "manage.py", "Gemfile", "go.mod", "pom.xml",
            "build.gradle",
            "index.html");

    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_FOLDERS = 50;
    private static final int MAX_ENTRIES = 1000;
    private static final Set<String> PARENTS = Set.of("apps", "packages", "services");
    private static final Set<String> SKIPPED = Set.of("node_modules", "vendor", "target", "dist", "build", "test",
            "tests",
            "docs", "examples", "public", "static", "assets");

    private RepositoryScan() {}

    /**
     * Reads what there is in the folder, in its sub-folders, and one level further below {@code apps}, {@code packages}
     * and {@code services}.
     *
     * @throws IOException if the folder cannot be read; files in it that cannot are left out
     */
    public static RepositoryFacts scan(Path root) throws IOException {
        var folder = root.toRealPath();
        var folders = new ArrayList<Folder>();
        folders.add(new Folder(".", files(folder)));
        for (var child : children(folder)) {
            add(folders, folder, child);
            if (PARENTS.contains(child.getFileName().toString())) {
                for (var grandchild : children(child)) {
                    add(folders, folder, grandchild);
                }
            }
        }
        var name = folder.getFileName();
        return new RepositoryFacts(name == null ? "app" : name.toString(), folders);
    }

    private static void add(List<Folder> folders, Path root, Path child) {
        var files = files(child);
        if (!files.isEmpty() && folders.size() < MAX_FOLDERS) {
            folders.add(new Folder(root.relativize(child).toString().replace('\\', '/'), files));
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        var children = new ArrayList<Path>();
        try (var entries = Files.newDirectoryStream(folder)) {
            int seen = 0;
            for (var entry : entries) {
                var name = entry.getFileName().toString();
                if (++seen > MAX_ENTRIES) {
                    break;
                }
                if (name.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}") && !SKIPPED.contains(name)
                        && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    children.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        children.sort(null);
        return children;
    }

    private static Map<String, String> files(Path folder) {
        var files = new LinkedHashMap<String, String>();
        for (var name : FILES) {
            var file = folder.resolve(name);
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                try (var in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                    var bytes = in.readNBytes(MAX_BYTES + 1);
                    files.put(name, bytes.length > MAX_BYTES ? "" : new String(bytes, StandardCharsets.UTF_8));
                } catch (IOException _) {
                    // A file that cannot be read says nothing.
                }
            }
        }
        return files;
    }
}
