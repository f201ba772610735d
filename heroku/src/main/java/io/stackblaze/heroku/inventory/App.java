package io.stackblaze.heroku.inventory;

import org.jspecify.annotations.Nullable;

/**
 * What an app says of itself.
 *
 * @param id Heroku's, which stays when the app is renamed; empty when only files were read
 * @param region such as {@code us}
 * @param stack such as {@code heroku-24}
 * @param generation {@code cedar} or {@code fir}
 * @param space name of its Private Space; null for the Common Runtime
 * @param team the team that owns it; null for a person
 * @param owner the owner's address
 * @param webUrl where it answers
 * @param slugBytes size of what was built
 */
public record App(String id, String name, String region, String stack, String generation, @Nullable String space,
        @Nullable String team, String owner, String webUrl, boolean maintenance, boolean archived, long slugBytes) {}
