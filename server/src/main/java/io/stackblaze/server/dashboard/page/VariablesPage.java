package io.stackblaze.server.dashboard.page;

import java.util.List;

/**
 * Variables, by name.
 *
 * @param services services that a variable may be given to alone
 */
public record VariablesPage(Frame frame, Heading heading, List<VariableRow> variables, List<String> services) {}
