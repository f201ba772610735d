package io.stackblaze.server.dashboard.page;

/** What Heroku has, what becomes of it, what is at risk and what it costs. */
public record InspectionPage(Frame frame, MigrationPage migration, Inspection inspection) {}
