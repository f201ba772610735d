package io.stackblaze.server.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.blueprint.ServiceType;
import io.stackblaze.engine.LogLine;
import io.stackblaze.server.dashboard.page.EnvironmentMap;
import io.stackblaze.server.dashboard.page.FigureSeries;
import io.stackblaze.server.dashboard.page.InstanceRow;
import io.stackblaze.server.dashboard.page.OperationPage;
import io.stackblaze.server.dashboard.page.OperationView;
import io.stackblaze.server.dashboard.page.ProjectRow;
import io.stackblaze.server.dashboard.page.ReleaseRow;
import io.stackblaze.server.dashboard.page.ServiceCard;
import io.stackblaze.server.dashboard.page.State;
import io.stackblaze.server.dashboard.page.VariableRow;
import io.stackblaze.server.environment.Figures;
import io.stackblaze.server.operation.Operation;

/** A control plane whose every text tries to be markup, so that one field left open is seen. */
final class Evil {
    static final String TEXT = "\"'><evil-tag onload=alert(1)></p></script><script>alert(1)</script>";
    static final String LINK = "javascript:alert(1)//" + TEXT;

    private Evil() {}

    static Desk desk() {
        var desk = new Desk();
        var at = Shop.NOW;
        desk.control.projects.add(new ProjectRow("shop", at, List.of(
                new ProjectRow.EnvironmentRow(TEXT, State.FAILING, TEXT, 1, TEXT, LINK))));
        desk.control.put(new EnvironmentMap(Shop.PRODUCTION, State.FAILING, TEXT, 1,
                List.of(service("web", ServiceType.WEB, at), service("totals", ServiceType.CRON, at),
                        service("db", ServiceType.POSTGRES, at), service(TEXT, ServiceType.WORKER, at)),
                List.of(TEXT), Optional.of(operation(at))));
        desk.control.operationLog.add(new OperationPage.Line(1, at, TEXT, TEXT));
        desk.control.releases.add(new ReleaseRow(2, State.LIVE, TEXT, true, at, TEXT, TEXT, TEXT));
        desk.control.releases.add(new ReleaseRow(1, State.DONE, TEXT, false, at, TEXT, TEXT, TEXT));
        desk.control.variables.add(new VariableRow(TEXT, TEXT, false, TEXT, TEXT, true));
        desk.control.figures.add(new FigureSeries(TEXT,
                List.of(new Figures.Point(at, 1.0, 1L, 1L, 1L, 1.0, 1.0))));
        desk.control.effects.add(TEXT);
        desk.control.migrations.put(Moves.of(TEXT));
        desk.control.migrations.inspections.put(Moves.ID, Moves.inspection("evil-tag <evil-tag onload=alert(1)>"));
        desk.control.log.add(new LogLine(at, "web", TEXT, TEXT));
        desk.control.log.add(new LogLine(at, "web", "web.1", "\u001b[31m" + TEXT + "\u001b]8;;" + LINK + "\u0007link"));
        return desk;
    }

    static OperationView operation(Instant at) {
        return new OperationView("op_evil", TEXT, TEXT, "shop", Shop.PRODUCTION, State.FAILING, TEXT, TEXT, at, null,
                TEXT,
                List.of(new OperationView.Step(TEXT, State.CHANGING, TEXT, at, null, TEXT, 1, 2, TEXT,
                        List.of(new Operation.Phase(TEXT, at, at, TEXT)))),
                TEXT, TEXT,
                List.of(TEXT), 1, Map.of(TEXT, LINK));
    }

    private static ServiceCard service(String name, ServiceType type, Instant at) {
        return new ServiceCard(name, type, State.FAILING, TEXT, TEXT, List.of(TEXT), 1, TEXT, 0, 1, 1, 1, TEXT, at,
                List.of(LINK), List.of(TEXT), TEXT,
                List.of(new InstanceRow(TEXT, State.FAILING, TEXT, 1, at, at, 3, TEXT, 1, 1)));
    }
}
