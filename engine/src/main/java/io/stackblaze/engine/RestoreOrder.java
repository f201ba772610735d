package io.stackblaze.engine;

import org.jspecify.annotations.Nullable;

/**
 * What is restored, and as what.
 *
 * @param id environment of the source
 * @param service the source, which is left alone
 * @param into environment of the new one, known to the engine
 * @param as name of the new one, which must be free there
 * @param password of its account; null for the source's
 * @param once equal for repetitions of the same order, of which only the first does anything
 */
public record RestoreOrder(EnvironmentId id, String service, RestoreTarget target, EnvironmentId into, String as,
        @Nullable Secret password, String once) {}
