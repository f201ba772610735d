import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

import io.stackblaze.redis.move.MoveListener;
import io.stackblaze.redis.move.MoveSettings;
import io.stackblaze.redis.move.RedisEndpoint;
import io.stackblaze.redis.move.RedisMove;
import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Connection;

/** Keys per second of a copy, against the plain loop of pipelined SCAN, DUMP, PTTL and RESTORE over one pair of connections. */
final class RedisBench {
    private static final Duration SILENCE = Duration.ofMinutes(1);

    public static void main(String[] arguments) throws Exception {
        var small = Integer.parseInt(arguments[0]);
        var large = Integer.parseInt(arguments[1]);
        var runs = Integer.parseInt(arguments[2]);
        var source = new RedisEndpoint("127.0.0.1", Integer.parseInt(arguments[3]), "", "", RedisEndpoint.Tls.NONE);
        var target = new RedisEndpoint("127.0.0.1", Integer.parseInt(arguments[4]), "", "", RedisEndpoint.Tls.NONE);
        System.out.println("| data | plain loop, keys/s | copy, keys/s | share | verify, keys/s |");
        System.out.println("|---|---|---|---|---|");
        measure("small", small, source, target, runs);
        measure("large", large, source, target, runs);
    }

    private static void measure(String data, int keys, RedisEndpoint source, RedisEndpoint target, int runs)
            throws Exception {
        fill(source, keys, data.equals("large"));
        var loops = new ArrayList<Double>();
        var copies = new ArrayList<Double>();
        var proofs = new ArrayList<Double>();
        for (int run = 0; run <= runs; run++) {
            empty(target);
            var loop = rate(keys, () -> loop(source, target));
            empty(target);
            var journal = Files.createTempFile("journal", "");
            Files.delete(journal);
            var copied = 0.0;
            var proved = 0.0;
            try (var move = new RedisMove(source, target, journal, MoveSettings.usual(), MoveListener.silent(),
                    Clock.systemUTC())) {
                copied = rate(keys, move::copy);
                proved = rate(keys, () -> {
                    if (!move.verify().isEqual()) {
                        throw new IllegalStateException("both sides differ");
                    }
                });
                move.abort();
            } finally {
                Files.deleteIfExists(journal);
            }
            if (run > 0) {
                loops.add(loop);
                copies.add(copied);
                proofs.add(proved);
            }
        }
        System.out.printf(Locale.ROOT, "| %,d %s | %s | %s | %.2f | %s |%n", keys,
                data.equals("large") ? "hashes of 100 fields" : "strings of 100 bytes", told(loops), told(copies),
                median(copies) / median(loops), told(proofs));
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void fill(RedisEndpoint server, int keys, boolean large) throws Exception {
        empty(server);
        var random = new Random(1);
        var value = new byte[100];
        try (var connection = server.connect(SILENCE)) {
            for (int i = 0; i < keys; i += 1000) {
                var commands = new ArrayList<Command>();
                for (int key = i; key < Math.min(keys, i + 1000); key++) {
                    random.nextBytes(value);
                    var command = Command.of(large ? "HSET" : "SET", "key:" + key);
                    if (large) {
                        var fields = new byte[200][];
                        for (int field = 0; field < 100; field++) {
                            fields[2 * field] = Command.bytes("field" + field);
                            fields[2 * field + 1] = value.clone();
                        }
                        commands.add(command.with(fields));
                    } else {
                        commands.add(command.with(value.clone()));
                    }
                }
                connection.ask(commands);
            }
        }
    }

    /** What everybody writes first. */
    private static void loop(RedisEndpoint source, RedisEndpoint target) throws Exception {
        try (var from = source.connect(SILENCE); var to = target.connect(SILENCE)) {
            var cursor = "0";
            do {
                var page = from.ask(Command.of("SCAN", cursor, "COUNT", "1000")).items();
                cursor = page.get(0).text();
                var questions = new ArrayList<Command>();
                for (var key : page.get(1).items()) {
                    questions.add(Command.of("DUMP").with(key.bytes()));
                    questions.add(Command.of("PTTL").with(key.bytes()));
                }
                var answers = from.ask(questions);
                var writes = new ArrayList<Command>();
                for (int i = 0; i < page.get(1).items().size(); i++) {
                    writes.add(Command.of("RESTORE").with(page.get(1).items().get(i).bytes(),
                            Command.bytes(Math.max(0, answers.get(2 * i + 1).number())), answers.get(2 * i).bytes()));
                }
                for (var reply : to.ask(writes)) {
                    reply.checked();
                }
            } while (!cursor.equals("0"));
        }
    }

    private static void empty(RedisEndpoint server) throws Exception {
        try (Connection connection = server.connect(SILENCE)) {
            connection.ask(Command.of("FLUSHALL")).checked();
        }
    }

    private static double rate(int keys, Work work) throws Exception {
        var begin = System.nanoTime();
        work.run();
        return keys * 1e9 / (System.nanoTime() - begin);
    }

    private static String told(List<Double> rates) {
        var sorted = rates.stream().sorted().toList();
        return String.format(Locale.ROOT, "%,.0f (%,.0f-%,.0f)", median(rates), sorted.getFirst(), sorted.getLast());
    }

    private static double median(List<Double> rates) {
        var sorted = rates.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return Arrays.stream(sorted).skip(sorted.length / 2).findFirst().orElse(0);
    }
}
