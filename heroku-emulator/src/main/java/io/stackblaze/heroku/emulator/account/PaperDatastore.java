package io.stackblaze.heroku.emulator.account;

import io.stackblaze.heroku.emulator.scenario.Scenario;

/** A datastore with an address and figures, and no server. */
final class PaperDatastore implements Datastore {
    private final String kind;
    private final Scenario.Addon described;
    private int rotations;

    PaperDatastore(String kind, Scenario.Addon described) {
        this.kind = kind;
        this.described = described;
    }

    @Override
    public String url() {
        var name = described.name() + "#" + rotations;
        var user = Ids.digits(Ids.of("user", name), 14);
        var password = "p" + Ids.digits(Ids.of("password", name), 32) + Ids.digits(Ids.of("more", name), 32);
        var host = Ids.digits(Ids.of("host", described.name()), 12);
        return kind.equals("redis")
                ? "rediss://:%s@ec2-%s.compute-1.amazonaws.com:21810".formatted(password, host)
                : "postgres://u%s:%s@%s.cluster-czrs8kj4isg7.us-east-1.rds.amazonaws.com:5432/d%s".formatted(user,
                        password, host, Ids.digits(Ids.of("database", described.name()), 13));
    }

    @Override
    public void rotate() {
        rotations++;
    }

    @Override
    public void configure(String name, String value) {}

    @Override
    public String version() {
        var wanted = described.version();
        return kind.equals("redis") || wanted.contains(".") ? wanted : wanted + ".4";
    }

    @Override
    public Figures figures() {
        return new Figures(described.bytes(), described.tables(), described.connections());
    }
}
