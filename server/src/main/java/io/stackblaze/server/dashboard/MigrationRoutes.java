package io.stackblaze.server.dashboard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import io.stackblaze.server.dashboard.page.ConfirmPage;
import io.stackblaze.server.dashboard.page.Frame;
import io.stackblaze.server.dashboard.page.Frame.Crumb;
import io.stackblaze.server.dashboard.page.Inspection;
import io.stackblaze.server.dashboard.page.InspectionPage;
import io.stackblaze.server.dashboard.page.MigrationPage;
import io.stackblaze.server.dashboard.page.MigrationsPage;
import io.stackblaze.server.migration.MigrationView;
import io.stackblaze.server.migration.MigrationView.Word;

/** Migrations: all of them, and each one as it goes on, with what can be done about it. */
final class MigrationRoutes {
    private static final String ALL = "/migrations";
    private static final String ONE = ALL + "/{migration}";
    private static final Crumb HOME = new Crumb("Migrations", ALL);

    private final ControlPlane control;
    private final MigrationControl migrations;
    private final Live live;

    MigrationRoutes(ControlPlane control, Live live) {
        this.control = control;
        this.migrations = control.migrations();
        this.live = live;
    }

    void addTo(Doors doors) {
        doors.page(this::list, ALL);
        doors.page(visit -> visit.show("migration", page(visit, "")), ONE);
        doors.page(this::follow, ONE + "/live");
        doors.page(visit -> visit.show("migrationReport", page(visit, "report")), ONE + "/report");
        doors.page(this::inspection, ONE + "/inspection");
        doors.page(visit -> visit.show("migrationApprove", page(visit, "approve")), ONE + "/approve");
        doors.form(visit -> write(visit, migrations::next), ONE + "/next");
        doors.form(visit -> write(visit, migrations::fold), ONE + "/fold");
        doors.form(visit -> write(visit, migrations::pause), ONE + "/pause");
        doors.form(visit -> write(visit, migrations::resume), ONE + "/resume");
        doors.form(visit -> write(visit, (id, by) -> migrations.approve(id, visit.field("comment"), by)),
                ONE + "/approve");
        doors.form(visit -> write(visit, (id, by) -> migrations.share(id,
                Visit.number(visit.field("percent"), "percent", 0, 100), by)), ONE + "/share");
        for (var turn : Turn.values()) {
            doors.page(visit -> confirm(visit, turn, false), ONE + "/" + turn.word);
        }
        doors.form(visit -> turn(visit, Turn.CUTOVER, migrations::cutover), ONE + "/cutover");
        doors.form(visit -> turn(visit, Turn.ROLLBACK, migrations::rollback), ONE + "/rollback");
        doors.form(visit -> turn(visit, Turn.WATCH, (id, by) -> migrations.endWatch(id,
                Objects.requireNonNullElse(visit.field("confirm"), ""), by)), ONE + "/watch");
        doors.destroy(visit -> turn(visit, Turn.SETTLE, (id, by) -> migrations.settle(id,
                Objects.requireNonNullElse(visit.field("confirm"), ""), by)), ONE + "/settle");
        doors.destroy(visit -> turn(visit, Turn.ABORT, migrations::abort), ONE + "/abort");
    }

    /** What wants the app's name to be typed. */
    private enum Turn {
        CUTOVER("cutover", "Cut over"),
        ROLLBACK("rollback", "Roll back"),
        WATCH("watch", "End watching"),
        SETTLE("settle", "Settle"),
        ABORT("abort",
                "Give up");

        private final String word;
        private final String title;

        Turn(String word, String title) {
            this.word = word;
            this.title = title;
        }

        private List<String> effects(MigrationView view) {
            return switch (this) {
                case CUTOVER -> view.step() == Word.CUTOVER ? view.next() : plan(view, Word.CUTOVER);
                case ROLLBACK -> view.rollback().isEmpty()
                        ? List.of("Nothing: there is nothing to roll back now.")
                        : List.of(view.rollback());
                case WATCH -> List.of("Nobody sets its answers against those of Heroku any more.",
                        "Copies are kept in step, and rolling back stays possible until you settle.", early(view));
                case SETTLE -> Stream.concat(plan(view, Word.SETTLE).stream(), Stream.of(early(view))).toList();
                case ABORT -> List.of("Copying ends, and Heroku's databases are cleaned of what it needed.",
                        "Heroku serves all visitors, as it always did.",
                        "The project " + view.project() + " stays, with what was copied.");
            };
        }

        /** What says that it is early, if it is. */
        private static String early(MigrationView view) {
            return view.gates().stream().filter(gate -> MigrationPage.isTime(gate) && !gate.green())
                    .map(gate -> gate.says() + " It is early: " + gate.name() + " is what is asked for.").findFirst()
                    .orElse("It has been here for as long as is asked for.");
        }

        private static List<String> plan(MigrationView view, Word step) {
            return view.steps().stream().filter(each -> each.name() == step).flatMap(each -> each.plan().stream())
                    .toList();
        }
    }

    private void list(Visit visit) {
        var frame = visit.frame("Migrations", List.of());
        visit.show("migrations", new MigrationsPage(frame,
                migrations.list().stream().map(view -> new MigrationPage(frame, view, null, false)).toList()));
    }

    private MigrationPage page(Visit visit, String place) {
        var view = view(visit);
        var crumbs = new ArrayList<Crumb>(List.of(HOME));
        crumbs.add(new Crumb(view.app(), place.isEmpty() ? "" : ALL + "/" + view.id()));
        if (!place.isEmpty()) {
            crumbs.add(new Crumb(place, ""));
        }
        return page(visit.frame((place.isEmpty() ? "Move of " : place + ", move of ") + view.app(), crumbs), view,
                migrations.inspection(view.id()).isPresent());
    }

    private MigrationPage page(Frame frame, MigrationView view, boolean inspected) {
        var operation = view.operation();
        return new MigrationPage(frame, view, operation == null ? null : control.operation(operation).orElse(null),
                inspected);
    }

    private void inspection(Visit visit) {
        var page = page(visit, "inspection");
        var report = migrations.inspection(page.view().id())
                .orElseThrow(() -> Visit.gone("A report on " + page.view().app()));
        visit.show("inspection", new InspectionPage(page.frame(), page, Inspection.of(report)));
    }

    /** Sends each part of the page anew when it has changed. */
    private void follow(Visit visit) {
        var id = view(visit).id();
        // Ages count by themselves in the browser, so a part is compared as of one moment.
        var moment = visit.frame("", List.of());
        var shown = new HashMap<String, String>();
        live.follow(visit.ctx(), sink -> {
            var view = migrations.find(id);
            if (view.isEmpty()) {
                return false;
            }
            var still = page(moment, view.get(), false);
            var now = new MigrationPage(visit.frame("", List.of()), still.view(), still.operation(), false);
            for (var part : MigrationPage.PARTS) {
                var markup = visit.pages().render("part/migration" + part, still);
                if (!markup.equals(shown.put(part, markup))) {
                    sink.accept(new Live.Event(part.toLowerCase(Locale.ROOT),
                            visit.pages().render("part/migration" + part, now), ""));
                }
            }
            return true;
        });
    }

    private void write(Visit visit, BiConsumer<String, String> change) {
        var id = view(visit).id();
        change.accept(id, visit.who());
        visit.goTo(ALL + "/" + id);
    }

    private void confirm(Visit visit, Turn turn, boolean wrong) {
        var page = page(visit, turn.title.toLowerCase(Locale.ROOT));
        var heading = turn.title + ": " + page.view().app();
        visit.show("confirm", new ConfirmPage(page.frame(), heading, turn.effects(page.view()), page.view().app(),
                wrong, page.path(turn.word), Map.of(), turn.title, turn == Turn.SETTLE || turn == Turn.ABORT,
                page.path()));
    }

    private void turn(Visit visit, Turn turn, BiConsumer<String, String> change) {
        if (!view(visit).app().equals(visit.field("confirm"))) {
            visit.ctx().status(422);
            confirm(visit, turn, true);
            return;
        }
        write(visit, change);
    }

    private MigrationView view(Visit visit) {
        var id = visit.ctx().pathParam("migration");
        return migrations.find(id).orElseThrow(() -> Visit.gone("The migration " + id));
    }
}
