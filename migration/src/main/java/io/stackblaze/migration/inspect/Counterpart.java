package io.stackblaze.migration.inspect;

/**
 * What becomes of one thing of an app.
 *
 * @param kind what it is: {@code process}, {@code add-on}, {@code domain}...
 * @param there its name on Heroku
 * @param here what it becomes; empty for nothing
 * @param decided whether that is settled; else a person has to look
 * @param note why, or what to do
 */
public record Counterpart(String kind, String there, String here, boolean decided, String note) {}
