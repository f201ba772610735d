package io.stackblaze.build.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.stackblaze.build.BuildException;
import io.stackblaze.build.run.Text;

/**
 * What a {@code requirements.txt} asks for, with the files it includes.
 *
 * @param files the files, paths from the project's folder, the first one first
 * @param pinned package to version
 * @param loose packages without a version
 * @param local a requirement that is a folder of the source; empty when there is none
 */
record Requirements(Set<String> files, SortedMap<String, String> pinned, Set<String> loose, Optional<String> local) {
    private static final Pattern INCLUDE = Pattern.compile("^(?:-r|--requirement|-c|--constraint)[ =]?\\s*(\\S+)$");
    private static final Pattern PACKAGE = Pattern.compile("^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\\[[^]]*])?\\s*(.*)$");
    private static final Pattern PIN = Pattern.compile("^={2,3}\\s*([^\\s;,#\\\\]+).*$");
    private static final int FILES = 50;

    static Requirements read(Path folder, String file) throws BuildException, IOException {
        var reader = new Reader(folder);
        reader.read(file, file);
        return new Requirements(reader.files, reader.pinned, reader.loose, reader.local.stream().findFirst());
    }

    /** Collects over all files. */
    private static final class Reader {
        private final Path folder;
        private final Set<String> files = new LinkedHashSet<>();
        private final SortedMap<String, String> pinned = new TreeMap<>();
        private final Set<String> loose = new TreeSet<>();
        private final List<String> local = new ArrayList<>();

        Reader(Path folder) {
            this.folder = folder;
        }

        void read(String file, String from) throws BuildException, IOException {
            var path = folder.resolve(file).normalize();
            if (!path.startsWith(folder) || !Files.isRegularFile(path)) {
                throw new BuildException(from + " includes " + file + ", which is not there.",
                        "Commit the file, or remove the line.", List.of());
            }
            if (files.size() >= FILES || !files.add(folder.relativize(path).toString())) {
                return;
            }
            for (var line : String.join("\n", Text.lines(path)).replace("\\\n", " ").lines().toList()) {
                take(line.replaceFirst("(^|\\s)#.*$", "").strip(), file);
            }
        }

        private void take(String line, String file) throws BuildException, IOException {
            var include = INCLUDE.matcher(line);
            var named = PACKAGE.matcher(line);
            if (include.matches()) {
                var parent = Path.of(file).getParent();
                read(parent == null ? include.group(1) : parent.resolve(include.group(1)).toString(), file);
            } else if (line.startsWith("-e") || line.startsWith("--editable") || line.startsWith(".")
                    || line.startsWith("/") || line.startsWith("file:") || line.contains("@ file:")
                    || line.endsWith(".whl") || line.endsWith(".tar.gz")) {
                local.add(line);
            } else if (named.matches()) {
                var name = named.group(1).toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
                var pin = PIN.matcher(named.group(2));
                if (pin.matches()) {
                    pinned.put(name, pin.group(1));
                } else {
                    loose.add(name);
                }
            }
        }
    }
}
