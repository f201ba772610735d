package io.stackblaze.server.dashboard.page;

import org.jspecify.annotations.Nullable;

/**
 * One variable.
 *
 * @param value its value; null when it is a secret, always
 * @param service the one service that gets it, or null for all
 * @param source where it comes from: {@code set}, {@code blueprint}
 * @param changeable whether it can be changed here; what the blueprint says is changed there
 */
public record VariableRow(String name, @Nullable String value, boolean secret, @Nullable String service,
        String source, boolean changeable) {}
