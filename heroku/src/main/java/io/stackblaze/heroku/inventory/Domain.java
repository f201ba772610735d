package io.stackblaze.heroku.inventory;

/**
 * A host name of an app.
 *
 * @param custom whether it is the team's own, not Heroku's
 * @param target where its DNS record should lead: {@code xyz.herokudns.com}; empty when not known
 * @param certificate state of its managed certificate; empty for none
 * @param reason why that state, when it is a bad one
 */
public record Domain(String hostname, boolean custom, String target, String certificate, String reason) {}
