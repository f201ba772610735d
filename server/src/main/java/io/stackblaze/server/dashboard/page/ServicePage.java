package io.stackblaze.server.dashboard.page;

/** One service: how it stands, its instances, its scale. */
public record ServicePage(Frame frame, Heading heading, EnvironmentMap environment, ServiceCard service) {}
