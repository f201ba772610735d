package io.stackblaze.router;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The router's own answers: a page for people, an RFC 9457 problem for programs. Names nothing but what was asked for.
 */
record ErrorPage(String contentType, String body) {
    private static final JsonMapper JSON = new JsonMapper();

    /** The page's look, in one piece: an error page may not need a second request. */
    @SuppressWarnings("InlineFormatString") // it is a page, not a phrase
    private static final String HTML = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="robots" content="noindex">%s
            <title>%s</title>
            <style>
            :root { color-scheme: light dark; --ground: #f6f5f2; --ink: #1c1b19; --quiet: #65625c; --line: #dcd9d2; --mark: #c2410c }
            @media (prefers-color-scheme: dark) { :root { --ground: #161514; --ink: #eceae6; --quiet: #a09c94; --line: #34312d; --mark: #fb923c } }
            * { box-sizing: border-box }
            body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 2rem; background: var(--ground); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif }
            main { max-width: 34rem; width: 100%%; border-top: 3px solid var(--mark); padding-top: 1.5rem }
            h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .75rem }
            p { margin: 0 0 1rem }
            pre { white-space: pre-wrap; overflow-wrap: anywhere; background: color-mix(in srgb, var(--ink) 6%%, transparent); padding: .75rem 1rem; border-radius: .4rem; font-size: .875rem }
            footer { color: var(--quiet); font-size: .8125rem; border-top: 1px solid var(--line); padding-top: 1rem; overflow-wrap: anywhere }
            </style>
            </head>
            <body>
            <main>
            <h1>%s</h1>
            %s<p>%s</p>
            <footer>%d %s &middot; %s%s</footer>
            </main>
            </body>
            </html>
            """;

    /**
     * Renders an answer.
     *
     * @param detail more about this case, from outside: shown as text, never as markup
     * @param accept the request's {@code Accept}
     */
    static ErrorPage of(Fault fault, @Nullable String detail, String host, String requestId, @Nullable String accept) {
        return prefersJson(accept) ? problem(fault, detail, requestId) : page(fault, detail, host, requestId);
    }

    private static ErrorPage problem(Fault fault, @Nullable String detail, String requestId) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "urn:stackblaze:router:" + fault.word());
        problem.put("title", fault.title());
        problem.put("status", fault.status().code());
        if (detail != null) {
            problem.put("detail", detail);
        }
        problem.put("remedy", fault.remedy());
        problem.put("code", fault.word());
        problem.put("request_id", requestId);
        return new ErrorPage("application/problem+json", JSON.writeValueAsString(problem));
    }

    private static ErrorPage page(Fault fault, @Nullable String detail, String host, String requestId) {
        String refresh = fault == Fault.STARTING ? "\n<meta http-equiv=\"refresh\" content=\"2\">" : "";
        String reason = detail == null ? "" : "<pre>" + escape(detail) + "</pre>\n";
        String where = host.isEmpty() ? "" : escape(host) + " &middot; ";
        return new ErrorPage("text/html; charset=utf-8",
                HTML.formatted(refresh, escape(fault.title()), escape(fault.title()), reason, escape(fault.remedy()),
                        fault.status().code(), fault.word(), where, "request " + escape(requestId)));
    }

    /** Whether JSON is named with a higher weight than HTML is; a browser never does that. */
    static boolean prefersJson(@Nullable String accept) {
        double json = 0;
        double html = 0;
        for (String range : accept == null ? new String[0] : accept.split(",", 32)) {
            String type = range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            if (type.equals("application/json") || (type.endsWith("+json") && type.startsWith("application/"))) {
                json = Math.max(json, weight(range));
            } else if (type.equals("text/html") || type.equals("application/xhtml+xml")) {
                html = Math.max(html, weight(range));
            }
        }
        return json > html;
    }

    private static double weight(String range) {
        for (String parameter : range.split(";", 8)) {
            String stripped = parameter.strip();
            if (stripped.startsWith("q=")) {
                try {
                    return Double.parseDouble(stripped.substring(2));
                } catch (NumberFormatException malformed) {
                    return 0;
                }
            }
        }
        return 1;
    }

    static String escape(String text) {
        var escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c < ' ' && c != '\n' && c != '\t' ? '\uFFFD' : c);
            }
        }
        return escaped.toString();
    }
}
