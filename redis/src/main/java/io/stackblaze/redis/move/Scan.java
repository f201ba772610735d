package io.stackblaze.redis.move;

import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;

import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Reply;

/** Walks over all keys of a server. A key that is there all the time is met at least once; others perhaps. */
final class Scan {
    private static final String PAGE = "1000";
    private static final String BEGIN = "0";

    private final Session session;
    private final Patience patience;

    /** Some keys, and where the next ones are; a cursor means something to one start of the server alone. */
    private record Page(String cursor, List<Reply> keys, String runId) {}

    Scan(Session session, Patience patience) {
        this.session = session;
        this.patience = patience;
    }

    /**
     * Feeds all keys of all databases.
     *
     * @param walked told how many keys were met, again and again
     */
    void feed(Lanes.Feed feed, LongConsumer walked) throws RedisMoveException, InterruptedException {
        var met = 0L;
        var databases = patience.untilDone("Listing databases", () -> Facts.keys(session.in(0)).keySet(), session);
        for (int database : databases) {
            var page = new Page(BEGIN, List.of(), "");
            do {
                var before = page;
                page = patience.untilDone("Listing keys", () -> after(database, before), session);
                for (Reply key : page.keys()) {
                    feed.put(database, key instanceof Reply.Bulk(var name) ? name : new byte[0]);
                }
                met += page.keys().size();
                walked.accept(met);
            } while (!page.cursor().equals(BEGIN));
        }
    }

    private Page after(int database, Page before) throws IOException {
        var connection = session.in(database);
        var isSameStart = session.runId().equals(before.runId());
        var reply = connection.ask(Command.of("SCAN", isSameStart ? before.cursor() : BEGIN, "COUNT", PAGE)).items();
        return new Page(reply.get(0).text(), reply.get(1).items(), session.runId());
    }
}
