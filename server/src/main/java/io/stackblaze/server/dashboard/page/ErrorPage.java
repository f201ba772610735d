package io.stackblaze.server.dashboard.page;

import io.stackblaze.server.http.Problem;

/** What happened, why, and what to do next. */
public record ErrorPage(Frame frame, Problem.Body problem) {}
