package io.stackblaze.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.demo.Checker.Side;
import io.stackblaze.cli.terminal.Words;

/** The move itself: there, back, and there again, with customers all along and a check after each. */
final class Performance {
    private static final Duration FIRST_ORDERS = Duration.ofSeconds(60);

    private final Stage stage;
    private final Story story;
    private final Call call;
    private final int rate;
    private final Checker checker;
    private final List<String> broken = new ArrayList<>();
    private final List<String> pauses = new ArrayList<>();
    private long compared;
    private long rows;
    private long keys;
    private int ticks;

    Performance(Stage stage, Story story, int rate) throws Failure {
        this.stage = stage;
        this.story = story;
        this.call = stage.call();
        this.rate = rate;
        this.checker = new Checker(stage.heroku(), stage.api(), stage.target(), call.context().clock());
    }

    int play(boolean keep) throws Failure, IOException, InterruptedException {
        var heroku = stage.heroku();
        var walk = new Walk(call, stage.api(), story);
        var jobs = Jobs.add(heroku, call.context().clock().instant());
        try (var customers = Customers.start(java.net.URI.create(heroku.web()).getPort(), heroku.host(), rate)) {
            opened(customers);
            story.chapter("inspect: reads everything about the app; nothing changes at Heroku.");
            walk.begin(heroku, stage.target());
            story.say("Watch it at " + walk.page());
            story.say("Sign in with " + Json.text(stage.api().post("/api/v1/sign-in-links", null), "url"));
            boolean edge = false;
            while (!walk.step().equals("cutover")) {
                var step = walk.step();
                story.chapter(step + ": " + String.join(" ", walk.next()));
                walk.take();
                if (!edge && (step.equals("prepare") || step.equals("sync"))) {
                    customers.turnTo(stage.port(), "web." + stage.target().project() + ".localhost");
                    story.say("Customers now come through the edge here, which passes them on to Heroku.");
                    edge = true;
                }
            }
            cut(walk, customers, jobs, "cutover: from Heroku to here.", true);
            cut(walk, customers, jobs, "rollback: back to Heroku, with all that was written here.", false);
            cut(walk, customers, jobs, "cutover: here again.", true);
            return conclude(customers, walk, keep);
        }
    }

    private void opened(Customers customers) throws Failure, InterruptedException {
        var until = System.nanoTime() + FIRST_ORDERS.toNanos();
        while (customers.report().orders().size() < 10) {
            if (System.nanoTime() > until) {
                throw Failure.of("The shop at Heroku does not take orders.", "Its log: heroku.log in " + stage.folder())
                        .withLines(customers.report().failures());
            }
            Thread.sleep(100);
        }
        story.say("The shop is open; " + rate + " customers come each second, every second one orders.");
    }

    private void cut(Walk walk, Customers customers, Jobs jobs, String title, boolean forward)
            throws Failure, IOException, InterruptedException {
        story.chapter(title);
        if (forward) {
            walk.next().forEach(story::say);
        } else {
            story.say(walk.rollback());
        }
        // Some seconds of ordinary trade, so that both sides of the cut have orders of their own.
        Thread.sleep(3_000);
        var _ = customers.longestLately();
        long failedBefore = customers.report().failed();
        if (forward) {
            walk.take();
        } else {
            walk.rollBack();
        }
        Thread.sleep(3_000);
        var cut = walk.cut();
        long writes = cut.path("pause_millis").asLong(-1);
        var felt = customers.longestLately();
        var pause = "writes stood still for " + writes + " ms; the longest any customer waited was " + Words.of(felt)
                + "; " + Words.count(customers.report().failed() - failedBefore, "request") + " failed";
        pauses.add(title.substring(0, title.indexOf(':')) + ": " + pause);
        story.say(pause + ".");
        check(customers, jobs, forward ? Side.HERE : Side.THERE);
    }

    private void check(Customers customers, Jobs jobs, Side live) throws Failure, InterruptedException {
        customers.rest();
        var report = customers.report();
        var findings = checker.look(live, report.orders(),
                jobs.due(Checker.settled(call.context().clock().instant())));
        customers.goOn();
        compared += findings.rows() + findings.keys();
        rows = findings.rows();
        keys = findings.keys();
        ticks = findings.ticks();
        var read = "The checker read both sides: " + Words.count(rows, "row") + " and " + Words.count(keys, "key");
        story.say(findings.faults().isEmpty()
                ? read + ", all equal; each of " + Words.count(report.orders().size(), "order")
                        + " that customers were told of is there once, and "
                        + Words.count(ticks, "scheduled run") + " happened once."
                : read + "; " + Words.count(findings.faults().size(), "fault") + ":");
        if (!findings.faults().isEmpty()) {
            broken.addAll(findings.faults());
            Contents.some(findings.faults()).forEach(fault -> story.say(story.style().bad("✗ ") + fault));
        }
    }

    private int conclude(Customers customers, Walk walk, boolean keep) {
        customers.rest();
        var report = customers.report();
        if (report.failed() > 0) {
            broken.add(Words.count(report.failed(), "request") + " failed, such as "
                    + String.join("; ", report.failures()));
        }
        var screen = call.screen();
        screen.note("");
        screen.result(screen.style().bold("What was proved, in " + Words.of(story.elapsed()) + ":"));
        screen.result("  requests sent              " + report.sent());
        screen.result("  requests failed            " + report.failed());
        screen.result("  longest wait of a customer " + Words.of(report.longest()));
        pauses.forEach(pause -> screen.result("  " + pause));
        screen.result("  rows and keys compared     " + compared + " (" + Words.count(rows, "row") + " and "
                + Words.count(keys, "key") + " at the end)");
        screen.result("  orders of customers        " + report.orders().size());
        screen.result("  scheduled runs             " + ticks);
        screen.result("  promises broken            " + broken.size());
        Contents.some(broken).forEach(fault -> screen.result("    " + screen.style().bad("✗ ") + fault));
        if (keep) {
            keep(walk);
        }
        return broken.isEmpty() ? 0 : 1;
    }

    private void keep(Walk walk) {
        var screen = call.screen();
        screen.result("Left running, in " + stage.folder() + ":");
        screen.result("  the shop       http://web." + stage.target().project() + ".localhost:" + stage.port());
        screen.result("  the migration  " + walk.page());
        screen.result("  commands       STACKBLAZE_HOME=" + stage.folder() + " bin/stackblaze migrate status");
        screen.result("  Heroku         process " + stage.heroku().pid() + ", " + stage.heroku().api());
        screen.result("To end it: STACKBLAZE_HOME=" + stage.folder() + " bin/stackblaze destroy -p "
                + stage.target().project() + " && STACKBLAZE_HOME=" + stage.folder()
                + " bin/stackblaze platform stop && kill " + stage.heroku().pid());
    }
}
