package io.stackblaze.heroku.scan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Looks through a repository for lines that behave differently away from Heroku. Reads text files of ordinary size,
 * follows no link, runs nothing. Tests, libraries and documentation are passed over: what stands there breaks nothing.
 */
public final class CodeScan {
    private static final Set<String> SKIPPED = Set.of("node_modules", "vendor", "bower_components", "dist", "build",
            "target", "coverage", "test", "tests", "spec", "__tests__", "fixtures", "docs", "doc", "examples", "venv",
            "__pycache__", "tmp", "log", "logs", "public", "static", "assets");
    private static final Pattern TEST = Pattern.compile(
            ".*(?:_test|_spec|\\.test|\\.spec)\\.[a-z]+|test_.*\\.py|package-lock\\.json|.*\\.min\\.js|.*\\.lock");
    private static final Pattern COMMENT = Pattern.compile("\\s*(?://|#|\\*|/\\*|--|<!--|;).*");
    private static final Pattern CREDENTIALS = Pattern.compile("://[^/\\s:@]*:[^/\\s@]*@");
    private static final int LARGEST = 512 * 1024;
    private static final int LONGEST_LINE = 1000;
    private static final int MOST_FILES = 20_000;
    private static final int MOST_OF_A_RULE = 20;
    private static final int SHOWN = 100;

    private CodeScan() {}

    /** The hits, by rule and place; of one rule not more than twenty. */
    public static List<Hit> scan(Path repository) throws IOException {
        var hits = new ArrayList<Hit>();
        var counts = new HashMap<String, Integer>();
        for (var file : files(repository.toRealPath())) {
            var relative = repository.toRealPath().relativize(file).toString().replace('\\', '/');
            scan(relative, Files.readAllBytes(file), hits, counts);
        }
        hits.sort(Comparator.comparing(Hit::rule).thenComparing(Hit::file).thenComparingInt(Hit::line));
        return hits;
    }

    private static List<Path> files(Path root) throws IOException {
        var files = new ArrayList<Path>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                var name = folder.getFileName() == null ? "" : folder.getFileName().toString();
                boolean hidden = name.startsWith(".") && !name.equals(".github") && !name.equals(".circleci");
                return folder.equals(root) || (!SKIPPED.contains(name) && !hidden)
                        ? FileVisitResult.CONTINUE
                        : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                var name = file.getFileName().toString();
                if (attributes.isRegularFile() && attributes.size() <= LARGEST && !TEST.matcher(name).matches()
                        && Files.isReadable(file)
                        && Rules.ALL.stream().anyMatch(rule -> rule.files().matcher(name).matches())) {
                    files.add(file);
                }
                return files.size() < MOST_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(null);
        return files;
    }

    private static void scan(String file, byte[] content, List<Hit> hits, Map<String, Integer> counts) {
        var name = file.substring(file.lastIndexOf('/') + 1);
        var rules = Rules.ALL.stream().filter(rule -> rule.files().matcher(name).matches()).toList();
        int number = 0;
        for (var line : (Iterable<String>) new String(content, StandardCharsets.UTF_8).lines()::iterator) {
            number++;
            if (line.indexOf('\0') >= 0) {
                return;
            }
            if (line.length() > LONGEST_LINE || COMMENT.matcher(line).matches()) {
                continue;
            }
            for (var rule : rules) {
                var match = rule.line().matcher(line);
                if (match.find() && counts.merge(rule.name(), 1, Integer::sum) <= MOST_OF_A_RULE) {
                    hits.add(new Hit(rule.name(), file, number, shown(match.group(1)), rule.reason(), rule.remedy()));
                }
            }
        }
    }

    private static String shown(String text) {
        var clean = CREDENTIALS.matcher(text).replaceAll("://...@").replaceAll("[\\p{Cntrl}]+", " ").strip();
        return clean.length() > SHOWN ? clean.substring(0, SHOWN) + "..." : clean;
    }
}
