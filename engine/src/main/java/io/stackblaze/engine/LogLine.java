package io.stackblaze.engine;

import java.time.Instant;

/**
 * One line that an instance wrote, or that the platform says about it.
 *
 * @param at when the engine read it
 * @param service the service
 * @param source instance name ({@code web.1}), or {@code platform}
 * @param text the line without its end, valid Unicode, at most 16 KiB; longer lines come in pieces
 */
public record LogLine(Instant at, String service, String source, String text) {}
