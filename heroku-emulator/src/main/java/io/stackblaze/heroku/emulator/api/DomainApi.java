package io.stackblaze.heroku.emulator.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.stackblaze.heroku.emulator.account.Account;
import io.stackblaze.heroku.emulator.account.App;
import io.stackblaze.heroku.emulator.account.Domain;
import io.stackblaze.heroku.emulator.account.Drain;
import io.stackblaze.heroku.emulator.account.Ids;
import io.stackblaze.heroku.emulator.account.Refusal;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import org.jspecify.annotations.Nullable;

/** Host names, certificates, and where logs go. */
record DomainApi(Account account) {
    void addTo(Routes routes) {
        routes.get("/apps/{app}/domains", request -> domains(find(request)))
                .post("/apps/{app}/domains", this::add)
                .get("/apps/{app}/domains/{domain}", request -> Answer.ok(domain(find(request), domain(request))))
                .delete("/apps/{app}/domains/{domain}", this::remove)
                .get("/apps/{app}/sni-endpoints", request -> certificates(find(request)))
                .get("/apps/{app}/log-drains", request -> drains(find(request)))
                .post("/apps/{app}/log-drains", this::addDrain)
                .delete("/apps/{app}/log-drains/{drain}", this::removeDrain)
                .post("/apps/{app}/log-sessions", request -> session(find(request)))
                .get("/apps/{app}/telemetry-drains", request -> telemetry(find(request)));
    }

    private App find(Request request) throws Refusal {
        return account.app(request.parameter("app"));
    }

    private Answer domains(App app) {
        return Answer.list(app.domains().stream().map(one -> domain(app, one)).toList(), "id", "hostname");
    }

    private static Map<String, @Nullable Object> domain(App app, Domain domain) {
        var endpoint = app.described().certificates().stream().filter(one -> one.domains().contains(domain.hostname()))
                .findFirst();
        var isManaged = domain.custom() && endpoint.isEmpty();
        return Body.of("acm_status", isManaged ? "cert issued" : null, "acm_status_reason", null, "app",
                References.app(app), "cname", domain.custom() ? domain.target() : null, "created_at",
                domain.createdAt(), "hostname", domain.hostname(), "id", domain.id(), "kind",
                domain.custom() ? "custom" : "heroku", "sni_endpoint",
                endpoint.isPresent() ? References.named("sni-endpoint", endpoint.get().name()) : null, "status",
                domain.custom() ? "succeeded" : "none", "updated_at", domain.createdAt());
    }

    private Domain domain(Request request) throws Refusal {
        var identity = request.parameter("domain");
        return find(request).domains().stream()
                .filter(one -> one.hostname().equals(identity) || one.id().toString().equals(identity)).findFirst()
                .orElseThrow(() -> Refusal.notFound("domain"));
    }

    private Answer add(Request request) throws Refusal {
        var app = find(request);
        if (!request.body().has("sni_endpoint")) {
            throw Refusal.invalid("The sni_endpoint parameter is required.");
        }
        return Answer.created(domain(app, app.addDomain(request.required("hostname"))));
    }

    private Answer remove(Request request) throws Refusal {
        var app = find(request);
        var domain = domain(request);
        if (!domain.custom()) {
            throw Refusal.invalid("The domain " + domain.hostname() + " cannot be removed.");
        }
        app.removeDomain(domain);
        return Answer.ok(domain(app, domain));
    }

    private static Answer certificates(App app) {
        return Answer.list(app.described().certificates().stream().map(one -> certificate(app, one)).toList());
    }

    private static Map<String, @Nullable Object> certificate(App app, Scenario.Certificate one) {
        var id = Ids.of("sni-endpoint", one.name());
        var chain = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
        List<UUID> domains = app.domains().stream().filter(domain -> one.domains().contains(domain.hostname()))
                .map(Domain::id).toList();
        return Body.of("app", References.app(app), "certificate_chain", chain, "created_at", app.createdAt(),
                "display_name", one.name(), "domains", domains, "id", id, "name", one.name(), "ssl_cert",
                Body.of("ca_signed?", true, "cert_domains", one.domains(), "expires_at", Instant.parse(one.expiresAt()),
                        "id", Ids.of("certificate", one.name()), "issuer", "/C=US/O=Let's Encrypt/CN=R11",
                        "self_signed?", false, "starts_at", app.createdAt(), "subject",
                        "/CN=" + one.domains().getFirst()),
                "updated_at", app.createdAt());
    }

    private static Answer drains(App app) {
        return Answer.list(app.drains().stream().map(one -> drain(app, one)).toList());
    }

    private static Map<String, @Nullable Object> drain(App app, Drain drain) {
        return Body.of("addon", null, "app", References.app(app), "created_at", drain.createdAt(), "id", drain.id(),
                "token", drain.token(), "updated_at", drain.createdAt(), "url", drain.url());
    }

    private Answer addDrain(Request request) throws Refusal {
        var app = find(request);
        return Answer.created(drain(app, app.addDrain(request.required("url"))));
    }

    private Answer removeDrain(Request request) throws Refusal {
        var app = find(request);
        var identity = request.parameter("drain");
        var drain = app.drains().stream().filter(one -> one.id().toString().equals(identity)
                || one.token().equals(identity) || one.url().equals(identity)).findFirst()
                .orElseThrow(() -> Refusal.notFound("log drain"));
        app.removeDrain(drain);
        return Answer.ok(drain(app, drain));
    }

    private static Answer session(App app) {
        return Answer.created(Body.of("created_at", app.createdAt(), "id", Ids.of("log-session", app.name()),
                "logplex_url", "https://logs.example.com/" + app.id(), "updated_at", app.createdAt()));
    }

    private static Answer telemetry(App app) {
        if (!app.isFir()) {
            return Answer.list(List.of());
        }
        return Answer.list(app.drains().stream().map(one -> Body.of("created_at", one.createdAt(), "exporter",
                Body.of("type", "otlphttp", "endpoint", one.url(), "headers", Body.of()), "id", one.id(), "owner",
                Body.of("id", app.id(), "type", "app"), "signals", List.of("logs", "metrics", "traces"), "updated_at",
                one.createdAt())).toList());
    }
}
