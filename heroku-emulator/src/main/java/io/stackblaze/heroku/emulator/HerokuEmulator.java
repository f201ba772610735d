package io.stackblaze.heroku.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.heroku.emulator.account.Account;
import io.stackblaze.heroku.emulator.account.Refusal;
import io.stackblaze.heroku.emulator.api.ApiServer;
import io.stackblaze.heroku.emulator.api.Call;
import io.stackblaze.heroku.emulator.api.Faults;
import io.stackblaze.heroku.emulator.api.Scope;
import io.stackblaze.heroku.emulator.live.LiveApps;
import io.stackblaze.heroku.emulator.live.LiveDatastores;
import io.stackblaze.heroku.emulator.live.LiveException;
import io.stackblaze.heroku.emulator.scenario.Scenario;

/** A Heroku account on loopback. One address answers for the Platform, the Data and the Scheduler API. */
public final class HerokuEmulator implements AutoCloseable {
    private static final Map<Scope, String> TOKENS = Map.of(Scope.GLOBAL, "HRKU-0b8f5a1c-emulator-global",
            Scope.READ_PROTECTED, "HRKU-3d9e7b2a-emulator-read-protected", Scope.READ, "HRKU-7c4a1e9f-emulator-read");

    private final Account account;
    private final ApiServer api;
    private final LiveDatastores datastores;
    private final LiveApps apps;

    private HerokuEmulator(Account account, ApiServer api, LiveDatastores datastores, LiveApps apps) {
        this.account = account;
        this.api = api;
        this.datastores = datastores;
        this.apps = apps;
    }

    /**
     * Starts one; it answers, and what is to be real is, when this returns.
     *
     * @throws IllegalArgumentException when the scenario contradicts itself
     * @throws UncheckedIOException when it cannot listen
     * @throws LiveException when a real part does not start
     */
    public static HerokuEmulator start(Scenario scenario, Options options) throws InterruptedException {
        var account = new Account(scenario, options.clock());
        var datastores = LiveDatastores.start(account, options.folder(), options.binaries());
        try {
            var apps = LiveApps.start(account, options.sources(), options.folder(), options.grace(), options.clock());
            try {
                return new HerokuEmulator(account, listen(account, apps, options.port()), datastores, apps);
            } catch (UncheckedIOException e) {
                apps.close();
                throw e;
            }
        } catch (RuntimeException | InterruptedException e) {
            datastores.close();
            throw e;
        }
    }

    private static ApiServer listen(Account account, LiveApps apps, int port) {
        var scopes = new HashMap<String, Scope>();
        TOKENS.forEach((scope, token) -> scopes.put(token, scope));
        try {
            return new ApiServer(account, scopes, apps::slug, port);
        } catch (IOException e) {
            throw new UncheckedIOException("The emulator cannot listen on loopback: " + e.getMessage(), e);
        }
    }

    /** Starts one on paper: no servers, no dynos that run. */
    public static HerokuEmulator start(Scenario scenario) throws InterruptedException {
        return start(scenario, Options.paper());
    }

    /** Where it answers; for the {@code heroku} command, what {@code HEROKU_HOST} must be. */
    public URI apiUri() {
        return api.uri();
    }

    /** Where the router of apps that really run listens; it tells them apart by the {@code Host} asked for. */
    public URI webUri() {
        return apps.uri();
    }

    /** The last lines of an app's log, as {@code heroku logs} shows them. */
    public List<String> log(String app) {
        synchronized (account) {
            try {
                return apps.log(account.app(app));
            } catch (Refusal e) {
                throw new IllegalArgumentException(e.text(), e);
            }
        }
    }

    /** Runs the scheduler jobs of a minute now. */
    public void runScheduler(Instant moment) {
        apps.runDue(moment);
    }

    /** A token that may do everything. */
    public String token() {
        return token(Scope.GLOBAL);
    }

    /** A token that may do less. */
    public String token(Scope scope) {
        return String.valueOf(TOKENS.get(scope));
    }

    /** What it was asked, oldest first. */
    public List<Call> calls() {
        return api.calls();
    }

    /** Forgets what it was asked. */
    public void forgetCalls() {
        api.forgetCalls();
    }

    /** What goes wrong. */
    public Faults faults() {
        return api.faults();
    }

    /** The account, to look at it or to change it behind the API's back; synchronize on it. */
    public Account account() {
        return account;
    }

    /** Renames an app; whoever asks for the old name gets 404. */
    public void rename(String app, String name) {
        synchronized (account) {
            try {
                account.app(app).rename(name);
            } catch (Refusal e) {
                throw new IllegalArgumentException(e.text(), e);
            }
        }
    }

    /** Gives a datastore another password, as Heroku does whenever it likes. */
    public void rotate(String addon) {
        synchronized (account) {
            try {
                var found = account.addon(addon);
                found.datastore().rotate();
                account.readdressed(found);
            } catch (Refusal e) {
                throw new IllegalArgumentException(e.text(), e);
            }
        }
    }

    @Override
    public void close() {
        try (datastores) {
            api.close();
            apps.close();
        }
    }
}
