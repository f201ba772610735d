package io.stackblaze.server.dashboard.page;

import java.util.List;

/** All moves of single databases, the newest first. */
public record MovesPage(Frame frame, List<MovePage> moves) {}
