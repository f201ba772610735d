package io.stackblaze.heroku.emulator.live;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.stackblaze.heroku.emulator.account.Account;
import io.stackblaze.heroku.emulator.account.App;
import io.stackblaze.heroku.emulator.account.Release;
import io.stackblaze.sandbox.Trees;

/** The apps of an account that really run, with their router and their scheduler. */
public final class LiveApps implements AutoCloseable {
    private final Path folder;
    private final List<LiveApp> apps;
    private final AppRouter router;
    private final Scheduler scheduler;

    private LiveApps(Path folder, List<LiveApp> apps, AppRouter router, Scheduler scheduler) {
        this.folder = folder;
        this.apps = apps;
        this.router = router;
        this.scheduler = scheduler;
    }

    /**
     * Builds them, runs their release commands, and starts their dynos, which may still boot when this returns.
     *
     * @param sources folder below which their code is
     * @param folder where they are built and run
     * @param grace how long dynos have between the request to end and their death
     */
    public static LiveApps start(Account account, Path sources, Path folder, Duration grace, Clock clock)
            throws InterruptedException {
        var own = folder.toAbsolutePath().resolve("apps");
        var apps = new ArrayList<LiveApp>();
        try {
            for (App app : account.apps()) {
                var source = app.described().source();
                if (source.isPresent()) {
                    var home = own.resolve(app.id().toString());
                    var slug = Slug.build(sources.resolve(source.get()), home.resolve("slug"));
                    var live = new LiveApp(account, app, slug, home.resolve("dynos"), grace, clock);
                    var release = Optional.ofNullable(app.described().processTypes().get("release"));
                    if (release.isPresent()) {
                        live.runOnce("release", release.get());
                    }
                    apps.add(live);
                }
            }
            apps.forEach(LiveApp::start);
            return new LiveApps(own, List.copyOf(apps), new AppRouter(account, apps),
                    new Scheduler(account, apps, clock));
        } catch (IOException e) {
            for (LiveApp app : apps) {
                app.close();
            }
            throw new LiveException("An app does not start: " + e.getMessage(), e);
        }
    }

    /** Where the router listens; apps are told apart by the {@code Host} asked for. */
    public URI uri() {
        return router.uri();
    }

    /** Folder of a slug that was really built: its root is the app's. */
    public Optional<Path> slug(Release.Slug slug) {
        return apps.stream().filter(live -> live.app().slug().equals(Optional.of(slug))).map(LiveApp::slug).findFirst();
    }

    /** The last lines of an app's log. */
    public List<String> log(App app) {
        return apps.stream().filter(live -> live.app().equals(app)).findFirst().map(live -> live.log().lines())
                .orElse(List.of());
    }

    /** Runs the scheduler jobs of a minute now. */
    public void runDue(Instant moment) {
        scheduler.runDue(moment);
    }

    @Override
    public void close() {
        try {
            scheduler.close();
            router.close();
            for (LiveApp app : apps) {
                app.close();
            }
            Trees.delete(folder);
        } catch (IOException e) {
            throw new LiveException("An app does not end: " + e.getMessage(), e);
        }
    }
}
