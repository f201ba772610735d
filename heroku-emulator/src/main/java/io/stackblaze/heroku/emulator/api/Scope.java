package io.stackblaze.heroku.emulator.api;

/** What a token may do. */
public enum Scope {
    /** Everything. */
    GLOBAL,
    /** Reading, config vars too. */
    READ_PROTECTED,
    /** Reading, but no config vars. */
    READ;

    boolean allows(String method, String path) {
        return switch (this) {
            case GLOBAL -> true;
            case READ_PROTECTED -> !Call.isChange(method, path);
            case READ -> !Call.isChange(method, path) && !path.endsWith("/config-vars") && !path.endsWith("/config")
                    && !path.startsWith("/client/") && !path.startsWith("/postgres/") && !path.startsWith("/redis/")
                    && !path.startsWith("/data/");
        };
    }
}
