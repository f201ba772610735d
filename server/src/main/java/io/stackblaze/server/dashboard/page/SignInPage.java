package io.stackblaze.server.dashboard.page;

/**
 * Shown when nobody is signed in: how to get a link.
 *
 * @param said why this page is shown
 */
public record SignInPage(Frame frame, String said) {}
