package io.stackblaze.heroku.platform;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where Heroku is. By the same variables as Heroku's own command line, but one that leads elsewhere is refused; that
 * one
 * warns and goes to the real Heroku.
 *
 * @param platform the Platform API
 * @param data the Data API
 * @param scheduler what the dashboard asks for Scheduler's jobs
 */
public record Hosts(URI platform, URI data, URI scheduler) {
    /** The real ones. */
    public static final Hosts HEROKU = new Hosts(URI.create("https://api.heroku.com"),
            URI.create("https://api.data.heroku.com"), URI.create("https://particleboard.heroku.com"));

    private static final Pattern TRUSTED = Pattern.compile(
            "(?:[a-z0-9-]+\\.)*(?:heroku|herokai|herokuspace|herokudev)\\.com|localhost|(?:[a-z0-9-]+\\.)*localhost|127\\.0\\.0\\.1|\\[::1]");

    /**
     * By {@code HEROKU_API_URL} or {@code HEROKU_HOST}, {@code HEROKU_DATA_HOST}, {@code HEROKU_PARTICLEBOARD_URL}.
     * When the first leads to another place, so do the others by default: a token made for a test never goes to
     * Heroku, nor the other way round.
     *
     * @throws HerokuException when one is no address, or one that tokens should not be sent to
     */
    public static Hosts of(Map<String, String> variables) throws HerokuException {
        var api = set(variables, "HEROKU_API_URL");
        if (api.isEmpty()) {
            api = set(variables, "HEROKU_HOST")
                    .map(host -> host.startsWith("http") ? host : "https://api." + host);
        }
        if (api.isEmpty()) {
            return HEROKU;
        }
        var platform = checked(api.get());
        boolean real = platform.getHost().equals("api.heroku.com");
        var data = set(variables, "HEROKU_DATA_HOST");
        var dataUri = data.isEmpty()
                ? real ? HEROKU.data : platform
                : checked(data.get().startsWith("http")
                        ? data.get()
                        : platform.getScheme() + "://" + data.get()
                                + (platform.getPort() < 0 ? "" : ":" + platform.getPort()));
        var jobs = set(variables, "HEROKU_PARTICLEBOARD_URL");
        var scheduler = jobs.isEmpty() ? real ? HEROKU.scheduler : platform : checked(jobs.get());
        return new Hosts(platform, dataUri, scheduler);
    }

    private static Optional<String> set(Map<String, String> variables, String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static URI checked(String text) throws HerokuException {
        try {
            var uri = URI.create(text.replaceFirst("/+$", ""));
            boolean loopback = uri.getHost() != null && !uri.getHost().endsWith(".com");
            if (uri.getHost() != null && TRUSTED.matcher(uri.getHost()).matches() && uri.getUserInfo() == null
                    && ("https".equals(uri.getScheme()) || (loopback && "http".equals(uri.getScheme())))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new HerokuException(HerokuException.Code.NOT_HEROKU,
                "The token is sent to Heroku by https, or to this machine, and to nobody else; HEROKU_HOST and its like"
                        + " lead elsewhere.",
                "Unset HEROKU_API_URL, HEROKU_HOST, HEROKU_DATA_HOST and HEROKU_PARTICLEBOARD_URL.");
    }
}
