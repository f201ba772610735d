package io.stackblaze.server.dashboard.page;

import java.util.List;

/** What was done with an environment, newest first. */
public record OperationsPage(Frame frame, Heading heading, List<OperationView> operations) {}
