package io.stackblaze.server.dashboard.page;

import java.util.List;

import io.stackblaze.engine.LogLine;

/**
 * The newest log lines, and where to follow them.
 *
 * @param source the one instance shown; empty for all
 * @param sources instances that can be chosen
 * @param cursor where following goes on after these lines
 */
public record LogPage(Frame frame, Heading heading, List<LogLine> lines, String source, List<String> sources,
        String cursor) {}
