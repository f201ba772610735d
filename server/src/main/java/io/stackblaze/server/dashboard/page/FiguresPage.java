package io.stackblaze.server.dashboard.page;

import java.util.List;

/** What was measured over the last two hours. */
public record FiguresPage(Frame frame, Heading heading, List<FigureSeries> series) {}
