package io.stackblaze.heroku.emulator.api;

import java.net.URI;
import java.util.List;
import java.util.Map;

import io.stackblaze.heroku.emulator.account.Account;
import io.stackblaze.heroku.emulator.account.Refusal;
import io.stackblaze.heroku.emulator.account.Transfer;
import org.jspecify.annotations.Nullable;

/** The Data API's part for backups of Postgres. They are done at once. */
record BackupApi(Account account, URI self) {
    void addTo(Routes routes) {
        routes.post("/client/v11/databases/{database}/backups", this::capture)
                .get("/client/v11/databases/{database}/transfer-schedules", _ -> Answer.ok(List.of()))
                .get("/client/v11/apps/{app}/transfers", request -> Answer.ok(account.app(request.parameter("app"))
                        .transfers().stream().map(BackupApi::transfer).toList()))
                .get("/client/v11/apps/{app}/transfers/{transfer}", request -> Answer.ok(transfer(find(request))))
                .post("/client/v11/apps/{app}/transfers/{transfer}/actions/public-url", request -> Answer.created(
                        Body.of("expires_at", account.now().plusSeconds(3600), "url",
                                self + "/emulator/backups/" + find(request).id())));
    }

    private Answer capture(Request request) throws Refusal {
        var addon = account.addon(request.parameter("database"));
        if (!addon.isPostgres() || addon.isAdvanced()) {
            throw Refusal.notFound("database");
        }
        return Answer.created(transfer(addon.owner().capture(addon)));
    }

    private Transfer find(Request request) throws Refusal {
        var identity = request.parameter("transfer");
        return account.app(request.parameter("app")).transfers().stream()
                .filter(one -> one.id().toString().equals(identity) || Integer.toString(one.number()).equals(identity))
                .findFirst().orElseThrow(() -> Refusal.notFound("transfer"));
    }

    private static Map<String, @Nullable Object> transfer(Transfer transfer) {
        var at = transfer.createdAt();
        return Body.of("uuid", transfer.id(), "num", transfer.number(), "from_type", "pg_dump", "to_type", "gof3r",
                "from_name", "DATABASE", "to_name", "BACKUP", "from_url", null, "to_url", null, "created_at", at,
                "started_at", at, "finished_at", at, "updated_at", at, "canceled_at", null, "succeeded", true,
                "warnings", 0, "processed_bytes", transfer.bytes(), "source_bytes", transfer.bytes() * 4, "logs",
                List.of(Body.of("created_at", at, "level", "info", "message", "starting backup"),
                        Body.of("created_at", at, "level", "info", "message", "backup done")),
                "options", Body.of(), "schedule", transfer.scheduled() ? Body.of("uuid", transfer.id()) : null);
    }
}
