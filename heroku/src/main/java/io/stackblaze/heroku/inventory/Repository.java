package io.stackblaze.heroku.inventory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.heroku.files.AppManifest;
import io.stackblaze.heroku.files.FileFault;
import io.stackblaze.heroku.files.HerokuYml;
import io.stackblaze.heroku.files.Parsed;
import io.stackblaze.heroku.files.ProcfileText;
import io.stackblaze.heroku.scan.CodeScan;
import io.stackblaze.heroku.scan.Hit;
import org.jspecify.annotations.Nullable;

/**
 * What an app's repository says.
 *
 * @param procfile commands by process type
 * @param yml null when there is none
 * @param code lines that want a look
 * @param findings what could not be read
 */
public record Repository(Map<String, String> procfile, AppManifest manifest, @Nullable HerokuYml yml, List<Hit> code,
        List<Finding> findings) {
    /** When there is no repository at hand. */
    public static final Repository NONE = new Repository(Map.of(), AppManifest.NONE, null, List.of(),
            List.of(new Finding("the code",
                    "No repository was given, so that nothing is known of what the code relies on.",
                    "Give its folder: --repo DIR")));
    private static final int LARGEST = 256 * 1024;

    /** Copies. */
    public Repository {
        procfile = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(procfile));
        code = List.copyOf(code);
        findings = List.copyOf(findings);
    }

    /** Reads a folder; follows no link, runs nothing. */
    public static Repository read(Path folder) throws IOException {
        var findings = new ArrayList<Finding>();
        Map<String, String> procfile = text(folder, "Procfile").map(ProcfileText::parse)
                .map(parsed -> taken(parsed, findings)).orElse(Map.of());
        var manifest = text(folder, "app.json").map(AppManifest::parse).map(parsed -> taken(parsed, findings))
                .orElse(AppManifest.NONE);
        var yml = text(folder, "heroku.yml").map(HerokuYml::parse).map(parsed -> taken(parsed, findings)).orElse(null);
        return new Repository(procfile, manifest, yml, CodeScan.scan(folder), findings);
    }

    static <T> T taken(Parsed<T> parsed, List<Finding> findings) {
        parsed.faults().forEach(fault -> findings.add(finding(fault)));
        return parsed.value();
    }

    private static Finding finding(FileFault fault) {
        return new Finding(fault.file() + (fault.line() > 0 ? ":" + fault.line() : ""), fault.problem(),
                fault.remedy());
    }

    static Optional<String> text(Path folder, String name) throws IOException {
        var file = folder.resolve(name);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (var in = Files.newInputStream(file)) {
            return Optional.of(new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8));
        }
    }
}
