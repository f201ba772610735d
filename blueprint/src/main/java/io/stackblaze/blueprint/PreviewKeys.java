package io.stackblaze.blueprint;

import org.jspecify.annotations.Nullable;

/** {@code previews}. */
final class PreviewKeys {
    private static final String SNAPSHOT_OF = "snapshot_of";

    private PreviewKeys() {}

    static Previews previews(Section top) {
        var section = top.section("previews");
        if (section == null) {
            return Previews.DEFAULT;
        }
        section.allow(Keys.PREVIEWS);
        var usual = Previews.DEFAULT;
        var database = section.word("database", usual.database());
        return new Previews(section.word("generation", usual.generation()),
                section.number("expire_after_days", 1, 365, usual.expireAfterDays()), database,
                database == Previews.Database.SNAPSHOT ? snapshotOf(section) : none(section), section.text("seed"));
    }

    private static String snapshotOf(Section section) {
        var environment = section.text(SNAPSHOT_OF);
        if (environment == null) {
            return "staging";
        }
        if (!Names.isName(environment)) {
            section.fault(SNAPSHOT_OF, Words.quoted(environment) + " cannot be the name of an environment.",
                    Names.RULE);
        } else if (environment.matches("pr-[0-9]+")) {
            section.fault(SNAPSHOT_OF, "A preview would be made from a preview: a circle.",
                    "Name an environment that lasts, such as staging.");
        }
        return environment;
    }

    private static @Nullable String none(Section section) {
        if (section.has(SNAPSHOT_OF)) {
            section.fault(SNAPSHOT_OF, "Previews begin with an empty database, so nothing is copied.",
                    "Set database: snapshot, or remove the key.");
        }
        return null;
    }
}
