package io.stackblaze.server.dashboard.page;

import io.stackblaze.server.move.MoveView;

/**
 * The last comparison of a move in full.
 *
 * @param text as Markdown
 */
public record MoveReportPage(Frame frame, MoveView view, String text) {}
