package io.stackblaze.server.dashboard.page;

/** One project: its environments, and its end. */
public record ProjectPage(Frame frame, ProjectRow project) {}
