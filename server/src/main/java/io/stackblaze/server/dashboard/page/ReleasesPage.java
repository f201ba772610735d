package io.stackblaze.server.dashboard.page;

import java.util.List;

/**
 * Releases, newest first.
 *
 * @param older the version before which the next page begins; 0 when this is the last page
 */
public record ReleasesPage(Frame frame, Heading heading, List<ReleaseRow> releases, int older) {}
