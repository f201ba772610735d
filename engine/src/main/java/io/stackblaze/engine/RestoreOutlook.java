package io.stackblaze.engine;

import java.time.Instant;

/**
 * What a restore would give and take.
 *
 * @param moment what the new datastore would hold
 * @param neededBytes room on the disk that it needs at first
 * @param freeBytes room that there is
 */
public record RestoreOutlook(Instant moment, long neededBytes, long freeBytes) {}
