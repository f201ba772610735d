package io.stackblaze.server.migration;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

import io.stackblaze.engine.EngineException;
import io.stackblaze.heroku.dns.DnsNames;
import io.stackblaze.heroku.dns.NameRecords;
import io.stackblaze.heroku.dns.Names;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.heroku.platform.HerokuReader;
import io.stackblaze.heroku.platform.Hosts;
import io.stackblaze.heroku.platform.Question;
import io.stackblaze.heroku.platform.Token;
import io.stackblaze.server.operation.StepFailure;

/** The way to the app at Heroku, with the token of its migration. */
final class HerokuApp {
    private final Migrations migrations;

    /** Something asked of Heroku. */
    interface Asking<T> {
        T ask(HerokuReader heroku) throws HerokuException, InterruptedException;
    }

    HerokuApp(Migrations migrations) {
        this.migrations = migrations;
    }

    static Hosts hosts(Migration.Heroku where) throws HerokuException {
        return Hosts.of(where.api() == null ? Map.of() : Map.of("HEROKU_API_URL", where.api()));
    }

    Hosts hosts(Migration migration) throws HerokuException {
        return hosts(migration.heroku());
    }

    Token token(Migration migration) {
        return new Token(migrations.token(migration.id()).orElseThrow());
    }

    /** Reads something. */
    <T> T read(Migration migration, Asking<T> asking) throws HerokuException, InterruptedException {
        try (var heroku = new HerokuReader(hosts(migration), token(migration), Thread::sleep)) {
            return asking.ask(heroku);
        }
    }

    /** Its config vars with their values. */
    Map<String, String> config(Migration migration) throws HerokuException, InterruptedException {
        var answer = read(migration, reader -> reader
                .get(Question.of("/apps/" + migration.fact(Fact.APP_ID).orElse(migration.app()) + "/config-vars")));
        var values = new HashMap<String, String>();
        answer.properties().forEach(each -> values.put(each.getKey(), each.getValue().asString("")));
        return values;
    }

    /** Looks names up, unless it is an account on this machine, whose names nobody knows. */
    Names names(Migration migration) throws HerokuException {
        var host = String.valueOf(hosts(migration).platform().getHost());
        return host.endsWith(".com")
                ? new DnsNames()
                : name -> new NameRecords(name, "", java.util.List.of(), -1, java.util.List.of(), "Not looked up.");
    }

    /** Where its web processes are asked for, without a path. */
    static URI origin(Migration migration) {
        var there = URI.create(migration.heroku().web() == null
                ? migration.fact(Fact.WEB_URL).orElseThrow()
                : migration.heroku().web());
        return URI.create(there.getScheme() + "://" + there.getAuthority());
    }

    /** What they are asked for. */
    static String host(Migration migration) {
        return String.valueOf(URI.create(migration.fact(Fact.WEB_URL).orElseThrow()).getHost());
    }

    /** What is to be told a person; what passes by itself is tried again by the operation. */
    static StepFailure failure(HerokuException e) {
        return switch (e.code()) {
            case UNREACHABLE, UNAVAILABLE, RATE_LIMITED -> throw new EngineException(EngineException.Code.UNREACHABLE,
                    e.message());
            default -> new StepFailure(e.message(), e.remedy());
        };
    }
}
