package io.stackblaze.server.dashboard.page;

import java.util.List;

/** All migrations, the newest first. */
public record MigrationsPage(Frame frame, List<MigrationPage> migrations) {}
