package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.Sql;

/** Sessions that write to a shop all the time and in every way: many statements, savepoints, late commits, aborts. */
public final class Writers implements AutoCloseable {
    private static final List<String> STATEMENTS = List.of(
            "insert into shop.customers (email, note) values ('n' || %1$d || '@example.com', null) on conflict (email) do update set note = coalesce(shop.customers.note, '') || 'x'",
            "insert into shop.orders (customer, total, weight, doc) select id, %1$d / 7.0, %1$d / 7.0, jsonb_build_object('a', 1.10, 'b', %1$d) from shop.customers order by md5(id::text || '%1$d') limit 1",
            "insert into shop.items select id, 1 + %2$d, 'new' from shop.orders order by md5(id::text || '%1$d') limit 1 on conflict do nothing",
            "update shop.orders set total = total + 1 where id = (select id from shop.orders order by md5(id::text || '%1$d') limit 1)",
            "update shop.orders set big = repeat(md5('%1$d'), 300) where id %% 97 = %2$d",
            "update shop.customers set id = id + 1000000 where id = (select min(id) from shop.customers where id > %2$d)",
            "update shop.customers set id = -id where id %% 61 = %2$d",
            "update shop.customers set email = email || '.x' where id %% 53 = %2$d",
            "delete from shop.customers where id = (select id from shop.customers order by md5(id::text || '%1$d') limit 1)",
            "delete from shop.items where orderid %% 41 = %2$d and line = 2",
            "insert into shop.history (what, amount, doc) values ('w', %1$d / 3.0, '{\"a\" :  1}'), ('same', 1.5, null)",
            "delete from shop.history where ctid in (select ctid from shop.history where what = 'same' limit 2)",
            "update shop.history set amount = amount + 0.1 where ctid in (select ctid from shop.history limit 1)",
            "insert into shop.\"We\"\"ird Näme\" values ('k' || %2$d, %1$d, array['a', null, 'b \"c\\\\'], decode(md5('%1$d'), 'hex')) on conflict (\"Key\") do update set \"select\" = excluded.\"select\"",
            "update shop.\"We\"\"ird Näme\" set \"Key\" = 'moved' || %1$d where \"Key\" = 'k' || %2$d",
            "insert into shop.counters (n) values (%2$d)",
            "update shop.counters set n = n + 1 where id = 1 + %2$d",
            "insert into shop.events values (%1$d, %2$d %% 20, 'new') on conflict do nothing",
            "update shop.events set day = (day + 7) %% 20 where id %% 67 = %2$d",
            "delete from shop.events_1 where id %% 59 = %2$d",
            "update shop.vehicles set name = name || 'u' where id %% 19 = %2$d",
            "update shop.vehicles set id = id + 1000 where id = %2$d",
            "insert into shop.trucks values (%1$d %% 100000 + 5000, 'new', 1) on conflict do nothing",
            "delete from only shop.trucks where id %% 29 = %2$d",
            "insert into shop.scratch select i, 's%1$d' from generate_series(%2$d, %2$d + 3) i on conflict (id) do update set text = excluded.text",
            "merge into shop.scratch s using (select %2$d as id) x on s.id = x.id when matched then delete when not matched then insert values (x.id, 'merged')");

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong commits = new AtomicLong();
    private final Endpoint endpoint;

    /** Starts some. */
    public Writers(Endpoint endpoint, int count, long seed) {
        this.endpoint = endpoint;
        for (int i = 0; i < count; i++) {
            var random = new Random(seed * 31 + i);
            threads.add(Thread.ofPlatform().name("writer " + i).start(() -> write(random)));
        }
    }

    /** Transactions that were committed. */
    public long commits() {
        return commits.get();
    }

    private void write(Random random) {
        while (!ended.get()) {
            try (var connection = endpoint.connect()) {
                Sql.run(connection, "set application_name = 'shop'");
                connection.setAutoCommit(false);
                while (!ended.get()) {
                    transaction(connection, random);
                }
            } catch (SQLException e) {
                // The freeze ends sessions, and a server may be gone; the application comes again, until its end.
                Thread.onSpinWait();
            }
        }
    }

    private void transaction(Connection connection, Random random) throws SQLException {
        try {
            var statements = 1 + random.nextInt(6);
            for (int i = 0; i < statements; i++) {
                if (random.nextInt(4) == 0) {
                    var savepoint = connection.setSavepoint();
                    statement(connection, random);
                    if (random.nextBoolean()) {
                        connection.rollback(savepoint);
                    } else {
                        connection.releaseSavepoint(savepoint);
                    }
                } else {
                    statement(connection, random);
                }
            }
            if (random.nextInt(150) == 0) {
                Sql.run(connection,
                        random.nextBoolean() ? "truncate shop.scratch" : "truncate shop.orders, shop.items");
            }
            if (random.nextInt(12) == 0) {
                // Late commits of low numbers are what naive pollers lose.
                Sql.run(connection, "select pg_sleep(" + random.nextDouble() * 0.4 + ")");
            }
            if (random.nextInt(10) == 0) {
                connection.rollback();
            } else {
                connection.commit();
                commits.incrementAndGet();
            }
        } catch (SQLException e) {
            if (connection.isClosed()) {
                throw e;
            }
            connection.rollback();
        }
    }

    private static void statement(Connection connection, Random random) throws SQLException {
        var statement = STATEMENTS.get(random.nextInt(STATEMENTS.size()));
        Sql.run(connection, statement.formatted(random.nextInt(1_000_000), random.nextInt(19)));
    }

    /** Ends them all, each after its transaction. */
    @Override
    public void close() {
        ended.set(true);
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    // They end soon, and none may outlive its test.
                    ended.set(true);
                }
            }
        }
    }
}
