package io.stackblaze.server.dashboard.page;

/** One environment: the map of its services. */
public record EnvironmentPage(Frame frame, Heading heading, EnvironmentMap environment) {}
