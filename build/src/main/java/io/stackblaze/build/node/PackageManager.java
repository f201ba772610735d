package io.stackblaze.build.node;

import java.util.List;
import java.util.Locale;

/** The package managers of Node, and how each is told the same things. */
enum PackageManager {
    NPM("package-lock.json", "npm install"), YARN("yarn.lock", "yarn install"), PNPM("pnpm-lock.yaml", "pnpm install");

    private final String lockfile;
    private final String remedy;

    PackageManager(String lockfile, String remedy) {
        this.lockfile = lockfile;
        this.remedy = remedy;
    }

    String command() {
        return name().toLowerCase(Locale.ROOT);
    }

    String lockfile() {
        return lockfile;
    }

    /** What a person types to get the lockfile right. */
    String remedy() {
        return remedy;
    }

    /** Files beside the manifest that installing reads. */
    List<String> settings() {
        return switch (this) {
            case NPM -> List.of(".npmrc");
            case YARN -> List.of(".npmrc", ".yarnrc", ".yarnrc.yml");
            case PNPM -> List.of(".npmrc", "pnpm-workspace.yaml", ".pnpmfile.cjs");
        };
    }

    /**
     * Installs exactly what the lockfile says, from scratch.
     *
     * @param major the package manager's major version
     */
    List<String> install(boolean development, int major, String cache) {
        return switch (this) {
            case NPM -> List.of("npm", "ci", development ? "--include=dev" : "--omit=dev", "--no-audit", "--no-fund",
                    "--no-update-notifier", "--cache", cache);
            case YARN -> major >= 2
                    ? List.of("yarn", "install", "--immutable")
                    : List.of("yarn", "install", "--frozen-lockfile", "--non-interactive",
                            development ? "--production=false" : "--production=true", "--cache-folder", cache);
            case PNPM -> List.of("pnpm", "install", "--frozen-lockfile", development ? "--prod=false" : "--prod",
                    "--store-dir", cache, "--package-import-method", "copy");
        };
    }

    /** Removes what only development wants. */
    List<String> prune(int major, String cache) {
        return switch (this) {
            case NPM -> List.of("npm", "prune", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund",
                    "--no-update-notifier", "--cache", cache);
            case YARN -> major >= 2
                    ? List.of("yarn", "workspaces", "focus", "--production", "--all")
                    : List.of("yarn", "install", "--frozen-lockfile", "--non-interactive", "--production=true",
                            "--ignore-scripts", "--prefer-offline", "--cache-folder", cache);
            case PNPM -> List.of("pnpm", "prune", "--prod", "--ignore-scripts", "--config.store-dir=" + cache);
        };
    }

    /** Runs a script of package.json. */
    List<String> script(String name) {
        return List.of(command(), "run", name);
    }
}
