package io.stackblaze.build.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.stackblaze.build.BuildException;
import io.stackblaze.build.run.Probe;
import io.stackblaze.build.run.Text;

/**
 * An installed Python.
 *
 * @param program its command
 * @param version {@code 3.11.2}
 * @param wanted what the project says; empty when it says nothing
 */
record PythonRuntime(Path program, String version, Optional<String> wanted) {
    private static final Pattern VERSION = Pattern.compile("[0-9]+(\\.[0-9]+){0,2}");

    static final String REMEDY = "Install what Debian keeps apart: apt install python3-venv.";

    private static final String FIND_PIP = """
            import ensurepip, glob, os, sysconfig
            folder = sysconfig.get_config_var("WHEEL_PKG_DIR") or os.path.join(os.path.dirname(ensurepip.__file__), "_bundled")
            print(max(glob.glob(os.path.join(folder, "pip-*.whl")), default=""))
            """;

    /** The archive of pip that comes with it. */
    String pip() throws BuildException, IOException, InterruptedException {
        return Probe.firstLine(List.of(program.toString(), "-c", FIND_PIP)).filter(path -> path.endsWith(".whl"))
                .orElseThrow(() -> new BuildException("Python " + version + " has come without pip.", REMEDY,
                        List.of()));
    }

    /** Finds the one that {@code .python-version} or {@code runtime.txt} names; any when they name none. */
    static PythonRuntime resolve(Path folder) throws BuildException, IOException, InterruptedException {
        var wanted = wanted(folder);
        var found = new TreeSet<String>();
        for (var name : candidates(wanted)) {
            var program = Probe.find(name);
            if (program.isPresent()) {
                var version = Probe.firstLine(List.of(program.get().toString(), "--version"))
                        .filter(line -> line.startsWith("Python ")).map(line -> line.substring("Python ".length()));
                if (version.isPresent() && fits(version.get(), wanted)) {
                    return new PythonRuntime(program.get(), version.get(), wanted);
                }
                version.ifPresent(found::add);
            }
        }
        throw new BuildException(
                "The project wants Python " + wanted.orElse("3") + ", and this machine has "
                        + (found.isEmpty() ? "none" : String.join(", ", found)) + " in /usr/bin and /usr/local/bin.",
                "Install it there (apt install python3 python3-venv), or change .python-version.", List.of());
    }

    private static Optional<String> wanted(Path folder) throws BuildException, IOException {
        for (var name : List.of(".python-version", "runtime.txt")) {
            var file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                var line = Text.lines(file).stream().map(String::strip)
                        .filter(text -> !text.isEmpty() && !text.startsWith("#")).findFirst().orElse("")
                        .replaceFirst("^python-", "");
                if (!VERSION.matcher(line).matches()) {
                    throw new BuildException(name + " does not name a version of Python.",
                            "Write one such as 3.11.", List.of());
                }
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    private static List<String> candidates(Optional<String> wanted) {
        var names = new ArrayList<String>();
        wanted.ifPresent(version -> {
            var parts = version.split("\\.");
            if (parts.length > 1) {
                names.add("python" + parts[0] + "." + parts[1]);
            }
        });
        names.add("python3");
        return names;
    }

    /** A patch release is as good as another: they are made to be interchangeable. */
    private static boolean fits(String version, Optional<String> wanted) {
        if (wanted.isEmpty()) {
            return true;
        }
        var want = wanted.get().split("\\.");
        var have = version.split("\\.");
        for (var i = 0; i < Math.min(want.length, 2); i++) {
            if (i >= have.length || !want[i].equals(have[i])) {
                return false;
            }
        }
        return true;
    }

    /** Says which it is, and how it came to be it. */
    String describe() {
        var exact = wanted.isEmpty() || version.equals(wanted.get()) || version.startsWith(wanted.get() + ".");
        return "Python " + version + " (installed" + wanted.map(text -> exact
                ? ", as the project wants " + text
                : ", in the place of " + text).orElse(", the project does not say which") + ").";
    }
}
