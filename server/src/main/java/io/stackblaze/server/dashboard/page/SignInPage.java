package io.stackblaze.server.dashboard.page;

/** Shown when nobody is signed in: how to get a link. */
public record SignInPage(Frame frame) {}
