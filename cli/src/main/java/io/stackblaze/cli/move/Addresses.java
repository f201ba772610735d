package io.stackblaze.cli.move;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.postgres.move.Endpoint;

/**
 * The two Postgres databases of a move.
 *
 * @param source the one that is moved
 * @param target where it goes
 */
record Addresses(Endpoint source, Endpoint target) {
    /** Reads the two words. */
    static Addresses of(Call call) throws Failure {
        var addresses = new Addresses(read(Word.url(call, 0)), read(Word.url(call, 1)));
        if (addresses.source.equals(addresses.target)) {
            throw Failure.of("Source and target are the same database, " + addresses.source.shown() + ".");
        }
        return addresses;
    }

    private static Endpoint read(String url) throws Failure {
        try {
            return Endpoint.parse(url);
        } catch (IllegalArgumentException e) {
            throw Failure.of(String.valueOf(e.getMessage()),
                    "Like this: postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=require");
        }
    }
}
