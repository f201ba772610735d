package io.stackblaze.build.node;

import java.util.List;
import java.util.Locale;

import io.stackblaze.build.BuildException;
import io.stackblaze.build.tool.Outcome;

/** Why a package manager failed, as far as its words tell, and what to do. */
final class Failures {
    private static final int KILLED = 128 + 9;

    private Failures() {}

    private record Sign(String text, String detail, String remedy) {}

    private static List<Sign> signs(PackageManager manager) {
        var regenerate = "Run " + manager.remedy() + " and commit " + manager.lockfile() + ".";
        return List.of(
                new Sign("are in sync", "package.json and package-lock.json do not agree", regenerate),
                new Sign("frozen-lockfile", "package.json and " + manager.lockfile() + " do not agree", regenerate),
                new Sign("lockfile needs to be updated", "package.json and yarn.lock do not agree", regenerate),
                new Sign("yn0028", "package.json and yarn.lock do not agree", regenerate),
                new Sign("eintegrity", "a package is not the one that the lockfile was written for",
                        "Check where the package comes from; if it is right, " + regenerate),
                new Sign("e401", "the registry wants to know who asks",
                        "Give NPM_TOKEN to the build, and use it in .npmrc."),
                new Sign("e404", "a package does not exist, or is private",
                        "Check its name and version in " + manager.lockfile() + "."),
                new Sign("etarget", "a version does not exist", "Check it in package.json, then " + regenerate),
                new Sign("enospc", "the disk is full", "Free some space, then try again."),
                new Sign("enotfound", "the registry was not reached", "Check the machine's network: npm ping."),
                new Sign("eai_again", "the registry was not reached", "Check the machine's network: npm ping."),
                new Sign("econnrefused", "the registry was not reached", "Check the machine's network: npm ping."),
                new Sign("etimedout", "the registry was not reached", "Check the machine's network: npm ping."),
                new Sign("gyp err!", "a native package could not be compiled",
                        "Install a compiler on the machine: apt install build-essential python3."),
                new Sign("missing script", "package.json has no such script", "Check scripts in package.json."),
                new Sign("heap out of memory", "Node ran out of memory",
                        "Set NODE_OPTIONS=--max-old-space-size=2048 for the build."));
    }

    static BuildException explain(List<String> words, Outcome outcome, PackageManager manager) {
        var command = String.join(" ", words.stream().limit(words.contains("run") ? 3 : 2).toList());
        for (var i = 0; i < outcome.last().size(); i++) {
            var line = outcome.last().get(i).toLowerCase(Locale.ROOT);
            for (var sign : signs(manager)) {
                if (line.contains(sign.text)) {
                    return new BuildException(command + " failed: " + sign.detail + ".", sign.remedy, outcome.from(i));
                }
            }
        }
        return outcome.exit() == KILLED
                ? new BuildException(command + " was killed, most likely for want of memory.",
                        "Make the build need less, or give the machine more.", outcome.tail())
                : new BuildException(command + " failed with exit code " + outcome.exit() + ".",
                        "The lines before say why. Run it in a fresh clone to see it there.", outcome.tail());
    }
}
