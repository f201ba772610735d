package io.stackblaze.server;

import io.stackblaze.server.http.Problem;

/** A problem for a browser, without anything that could fail in turn. */
final class PlainProblemPage {
    private PlainProblemPage() {}

    static String render(Problem.Body problem) {
        return """
                <!doctype html><html lang="en"><meta charset="utf-8"><title>%s</title>
                <h1>%s</h1><p>%s</p><p>%s</p></html>
                """.formatted(escaped(problem.title()), escaped(problem.title()), escaped(problem.detail()),
                escaped(problem.remedy() == null ? "" : problem.remedy()));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
