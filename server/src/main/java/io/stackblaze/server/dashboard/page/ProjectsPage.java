package io.stackblaze.server.dashboard.page;

import java.util.List;

/** All projects. */
public record ProjectsPage(Frame frame, List<ProjectRow> projects) {}
