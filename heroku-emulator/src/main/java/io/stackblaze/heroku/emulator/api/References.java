package io.stackblaze.heroku.emulator.api;

import java.util.Map;
import java.util.Optional;

import io.stackblaze.heroku.emulator.account.Account;
import io.stackblaze.heroku.emulator.account.App;
import io.stackblaze.heroku.emulator.account.Ids;
import org.jspecify.annotations.Nullable;

/** How one resource names another. */
final class References {
    private References() {}

    static Map<String, @Nullable Object> app(App app) {
        return Body.of("id", app.id(), "name", app.name());
    }

    /** Something that has a name and nothing else of interest: a region, a stack, a plan. */
    static Map<String, @Nullable Object> named(String kind, String name) {
        return Body.of("id", Ids.of(kind, name), "name", name);
    }

    static @Nullable Map<String, @Nullable Object> named(String kind, Optional<String> name) {
        return name.isPresent() ? named(kind, name.get()) : null;
    }

    /** A person by address. */
    static Map<String, @Nullable Object> person(String email) {
        return Body.of("email", email, "id", Ids.of("account", email));
    }

    /** The account itself. */
    static Map<String, @Nullable Object> person(Account account) {
        return person(account.scenario().email());
    }

    /** Who owns an app: a team is told as a person with its number and an address made up by Heroku. */
    static Map<String, @Nullable Object> owner(Account account, App app) {
        return app.described().team()
                .map(team -> Body.of("email", team + "@herokumanager.com", "id", Ids.of("team", team)))
                .orElseGet(() -> person(account));
    }
}
