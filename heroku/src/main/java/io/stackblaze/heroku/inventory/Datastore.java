package io.stackblaze.heroku.inventory;

import java.util.List;

import io.stackblaze.heroku.database.KeyValueFacts;
import io.stackblaze.heroku.database.PostgresFacts;
import org.jspecify.annotations.Nullable;

/**
 * A Postgres or key-value store that the app uses.
 *
 * @param addon as an add-on
 * @param variables config vars that hold its address, for the app: {@code DATABASE_URL} among them
 * @param info what the Data API says
 * @param postgres what it says itself; null when it was not asked, or is none
 * @param keyValue the same for a key-value store
 */
public record Datastore(Addon addon, List<String> variables, DatastoreInfo info, @Nullable PostgresFacts postgres,
        @Nullable KeyValueFacts keyValue) {
    /** Copies the list. */
    public Datastore {
        variables = List.copyOf(variables);
    }
}
