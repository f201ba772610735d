package io.stackblaze.server.dashboard;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

import io.stackblaze.server.dashboard.page.ConfirmPage;
import io.stackblaze.server.dashboard.page.Frame;
import io.stackblaze.server.dashboard.page.Frame.Crumb;
import io.stackblaze.server.dashboard.page.MovePage;
import io.stackblaze.server.dashboard.page.MoveReportPage;
import io.stackblaze.server.dashboard.page.MovesPage;
import io.stackblaze.server.move.MoveKind;
import io.stackblaze.server.move.MoveView;

/** Moves of single databases: all of them, and each one as it goes on, with what can be done about it. */
final class MoveRoutes {
    private static final String ALL = "/moves";
    private static final String ONE = ALL + "/{move}";

    private final ControlPlane control;
    private final MoveControl moves;
    private final Live live;

    /** What wants the name of the move to be typed. */
    private enum Turn {
        CUTOVER("cutover", "Cut over"),
        REVERSE("reverse", "Cut back"),
        SETTLE("settle", "Settle"),
        ABORT("abort",
                "Give up");

        private final String word;
        private final String title;

        Turn(String word, String title) {
            this.word = word;
            this.title = title;
        }

        private List<String> effects(MoveView move) {
            var stops = move.kind() == MoveKind.REDIS
                    ? "Everything that writes must be stopped already: nobody else can stop it."
                    : "Writes are stopped for the moment in which the rest is brought over and compared.";
            return switch (this) {
                case CUTOVER -> List.of(stops, move.target() + " becomes the live side; "
                        + move.source() + " takes no writes any more, and is kept in step.",
                        "If anything fails or differs, all of it is undone.");
                case REVERSE -> List.of(stops, move.source() + " becomes the live side again, with everything that was"
                        + " written since.", "If anything fails or differs, all of it is undone.");
                case SETTLE -> List.of("Following back ends, and both sides are cleaned.",
                        move.source() + " stays closed to writes, with what it has. There is no way back after it.");
                case ABORT -> List.of(move.source() + " is as it was before the move.", move.kind() == MoveKind.REDIS
                        ? "Every key of " + move.target() + " is deleted."
                        : "What was copied stays at " + move.target() + ".");
            };
        }
    }

    MoveRoutes(ControlPlane control, Live live) {
        this.control = control;
        this.moves = control.moves();
        this.live = live;
    }

    void addTo(Doors doors) {
        doors.page(this::list, ALL);
        doors.page(visit -> visit.show("move", page(visit)), ONE);
        doors.page(this::follow, ONE + "/live");
        doors.page(this::report, ONE + "/report");
        doors.form(visit -> write(visit, moves::follow), ONE + "/follow");
        doors.form(visit -> write(visit, moves::verify), ONE + "/verify");
        for (var turn : Turn.values()) {
            doors.page(visit -> confirm(visit, turn, false), ONE + "/" + turn.word);
        }
        doors.form(visit -> turn(visit, Turn.CUTOVER, (id, by) -> moves.turn(id, false, by)), ONE + "/cutover");
        doors.form(visit -> turn(visit, Turn.REVERSE, (id, by) -> moves.turn(id, true, by)), ONE + "/reverse");
        doors.destroy(visit -> turn(visit, Turn.SETTLE, (id, by) -> moves.settle(id, typed(visit), by)),
                ONE + "/settle");
        doors.destroy(visit -> turn(visit, Turn.ABORT, (id, by) -> moves.abort(id, typed(visit), by)), ONE + "/abort");
    }

    private void list(Visit visit) {
        var frame = visit.frame("Moves", List.of());
        visit.show("moves", new MovesPage(frame, moves.list().stream().map(view -> page(frame, view)).toList()));
    }

    private MovePage page(Visit visit) {
        var view = view(visit);
        return page(visit.frame("Move " + view.name(), List.of(new Crumb("Moves", ALL), new Crumb(view.name(), ""))),
                view);
    }

    private MovePage page(Frame frame, MoveView view) {
        var operation = view.operation();
        return new MovePage(frame, view, operation == null ? null : control.operation(operation).orElse(null));
    }

    private void report(Visit visit) {
        var view = view(visit);
        var text = moves.report(view.id()).orElseThrow(() -> Visit.gone("A report on " + view.name()));
        visit.show("moveReport", new MoveReportPage(visit.frame("Comparison, move " + view.name(), List.of(
                new Crumb("Moves", ALL), new Crumb(view.name(), ALL + "/" + view.id()), new Crumb("report", ""))),
                view, text));
    }

    /** Sends each part of the page anew when it has changed. */
    private void follow(Visit visit) {
        var id = view(visit).id();
        // Ages count by themselves in the browser, so a part is compared as of one moment.
        var moment = visit.frame("", List.of());
        var shown = new HashMap<String, String>();
        live.follow(visit.ctx(), sink -> {
            var view = moves.find(id);
            if (view.isEmpty()) {
                return false;
            }
            for (var part : MovePage.PARTS) {
                var markup = visit.pages().render("part/move" + part, page(moment, view.get()));
                if (!markup.equals(shown.put(part, markup))) {
                    sink.accept(new Live.Event(part.toLowerCase(java.util.Locale.ROOT), visit.pages()
                            .render("part/move" + part, page(visit.frame("", List.of()), view.get())), ""));
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
        var page = page(visit);
        visit.show("confirm", new ConfirmPage(page.frame(), turn.title + ": " + page.view().name(),
                turn.effects(page.view()), page.view().name(), wrong, page.path(turn.word), Map.of(), turn.title,
                turn == Turn.SETTLE || turn == Turn.ABORT, page.path()));
    }

    private void turn(Visit visit, Turn turn, BiConsumer<String, String> change) {
        if (!view(visit).name().equals(visit.field("confirm"))) {
            visit.ctx().status(422);
            confirm(visit, turn, true);
            return;
        }
        write(visit, change);
    }

    private static String typed(Visit visit) {
        return Objects.requireNonNullElse(visit.field("confirm"), "");
    }

    private MoveView view(Visit visit) {
        var id = visit.ctx().pathParam("move");
        return moves.find(id).orElseThrow(() -> Visit.gone("The move " + id));
    }
}
