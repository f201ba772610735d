package io.stackblaze.heroku.platform;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One thing to read.
 *
 * @param host where
 * @param path with {@code /} in front, encoded
 * @param headers of the request
 */
public record Question(Host host, String path, Map<String, String> headers) {
    private static final String JSON = "application/vnd.heroku+json; version=3";

    /** Copies. */
    public Question {
        headers = Map.copyOf(headers);
    }

    /** Of the Platform API. */
    public static Question of(String path) {
        return new Question(Host.PLATFORM, path, Map.of("Accept", JSON));
    }

    /**
     * Of the Platform API, in one of the variants that its command line uses: {@code sdk}, {@code repositories-api}.
     */
    public static Question of(String path, String variant) {
        return new Question(Host.PLATFORM, path, Map.of("Accept", JSON + "." + variant));
    }

    /** Of the Data API. */
    public static Question data(String path) {
        return new Question(Host.DATA, path, Map.of("Accept", "application/json"));
    }

    /** Of Scheduler. */
    public static Question scheduler(String path) {
        return new Question(Host.SCHEDULER, path, Map.of("Accept", "application/vnd.api+json"));
    }

    /** The same with one more header. */
    public Question with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Question(host, path, more);
    }
}
