package io.stackblaze.server.dashboard.page;

/**
 * What happened, why, and what to do next.
 *
 * @param status the HTTP status
 */
public record ErrorPage(Frame frame, int status, String title, String detail, String remedy) {}
