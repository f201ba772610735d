package io.stackblaze.heroku.emulator.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.heroku.emulator.account.Account;
import io.stackblaze.heroku.emulator.account.Addon;
import io.stackblaze.heroku.emulator.account.App;
import io.stackblaze.heroku.emulator.account.Attachment;
import io.stackblaze.heroku.emulator.account.Catalog;
import io.stackblaze.heroku.emulator.account.Ids;
import io.stackblaze.heroku.emulator.account.Refusal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Add-ons and how they are attached. */
record AddonApi(Account account) {
    void addTo(Routes routes) {
        routes.get("/addons", request -> addons(request, account.addons()))
                .get("/addons/{addon}", request -> Answer.ok(addon(request, find(request))))
                .get("/addons/{addon}/addon-attachments", this::attachmentsOfAddon)
                .get("/addons/{addon}/config", this::config)
                .get("/apps/{app}/addons", request -> addons(request, app(request).attachments().stream()
                        .map(Attachment::addon).distinct().toList()))
                .post("/apps/{app}/addons", this::create)
                .get("/apps/{app}/addons/{addon}", request -> Answer.ok(addon(request, ofApp(request))))
                .patch("/apps/{app}/addons/{addon}", this::replan)
                .delete("/apps/{app}/addons/{addon}", this::destroy)
                .get("/addon-attachments", request -> attachments(request, account.attachments()))
                .get("/apps/{app}/addon-attachments", request -> attachments(request, app(request).attachments()))
                .post("/addon-attachments", this::attach)
                .delete("/addon-attachments/{attachment}", this::detach)
                .post("/actions/addons/resolve", this::resolve)
                .post("/actions/addon-attachments/resolve", this::resolveAttachment);
    }

    private App app(Request request) throws Refusal {
        return account.app(request.parameter("app"));
    }

    private Addon find(Request request) throws Refusal {
        return account.addon(request.parameter("addon"));
    }

    /** An add-on by its name, or by that of its attachment. */
    private Addon ofApp(Request request) throws Refusal {
        var identity = request.parameter("addon");
        return app(request).attachments().stream()
                .filter(one -> one.addon().name().equals(identity) || one.name().equals(identity)
                        || one.addon().id().toString().equals(identity))
                .map(Attachment::addon).findFirst().orElseThrow(() -> Refusal.notFound("add-on"));
    }

    private Answer addons(Request request, List<Addon> addons) {
        return Answer.list(addons.stream().map(one -> addon(request, one)).toList(), "id", "name");
    }

    private Map<String, @Nullable Object> addon(Request request, Addon addon) {
        var owner = addon.owner();
        var price = Body.of("cents", Catalog.price(addon.plan()), "contract", false, "unit", "month");
        var plan = References.named("plan", addon.plan());
        var service = References.named("addon-service", addon.service());
        if (request.inclusion().contains("plan")) {
            plan.put("price", price);
            plan.put("human_name", addon.plan().substring(addon.plan().indexOf(':') + 1));
        }
        if (request.inclusion().contains("addon_service")) {
            service.put("human_name", addon.service());
        }
        return Body.of("actions", List.of(), "addon_service", service, "app", References.app(owner), "billed_price",
                price, "billing_entity", Body.of("id", owner.id(), "name", owner.name(), "type", "app"), "config_vars",
                names(addon), "created_at", addon.createdAt(), "id", addon.id(), "name", addon.name(), "plan", plan,
                "provider_id", Ids.of("provider", addon.name()), "state", addon.described().state(), "updated_at",
                addon.createdAt(), "web_url", "https://addons-sso.heroku.com/apps/" + owner.id() + "/addons/"
                        + addon.id());
    }

    private List<String> names(Addon addon) {
        return addon.owner().attachments().stream().filter(one -> one.addon() == addon)
                .flatMap(one -> addon.variableNames(one.name()).stream()).distinct().toList();
    }

    private Answer attachmentsOfAddon(Request request) throws Refusal {
        var addon = find(request);
        return attachments(request, account.attachments().stream().filter(one -> one.addon() == addon).toList());
    }

    private Answer attachments(Request request, List<Attachment> attachments) {
        return Answer.list(attachments.stream().map(one -> attachment(request, one)).toList(), "id", "name");
    }

    private Map<String, @Nullable Object> attachment(Request request, Attachment one) {
        var addon = Body.of("app", References.app(one.addon().owner()), "id", one.addon().id(), "name",
                one.addon().name());
        var result = Body.of("addon", addon, "app", References.app(one.app()), "created_at", one.createdAt(), "id",
                one.id(), "log_input_url", null, "name", one.name(), "namespace", one.namespace().orElse(null),
                "updated_at", one.createdAt(), "web_url", null);
        if (request.inclusion().contains("addon:plan")) {
            addon.put("plan", References.named("plan", one.addon().plan()));
        }
        if (request.inclusion().contains("config_vars")) {
            result.put("config_vars", one.addon().variableNames(one.name()));
        }
        return result;
    }

    private Answer config(Request request) throws Refusal {
        var addon = find(request);
        var variables = addon.owner().config();
        return Answer.ok(names(addon).stream()
                .map(name -> Body.of("name", name.replaceFirst("^.*_URL$", "url"), "value", variables.get(name)))
                .distinct().toList());
    }

    private Answer create(Request request) throws Refusal {
        var addon = account.provision(app(request), named(request.body().path("plan")), request.text("name"),
                Optional.of(request.body().path("attachment").path("name").asString(""))
                        .filter(name -> !name.isEmpty()));
        return Answer.created(addon(request, addon));
    }

    private Answer replan(Request request) throws Refusal {
        var addon = ofApp(request);
        addon.replan(named(request.body().path("plan")));
        return Answer.ok(addon(request, addon));
    }

    private static String named(JsonNode node) throws Refusal {
        var name = node.isObject() ? node.path("name").asString("") : node.asString("");
        if (name.isEmpty()) {
            throw Refusal.invalid("The plan parameter is required.");
        }
        return name;
    }

    private Answer destroy(Request request) throws Refusal {
        var addon = ofApp(request);
        var shared = account.attachments().stream().filter(one -> one.addon() == addon)
                .anyMatch(one -> !one.app().equals(addon.owner()));
        if (shared && !request.flag("force").orElse(false)) {
            throw new Refusal(422, "confirmation_required", "This add-on is attached to other apps.");
        }
        var told = addon(request, addon);
        account.deprovision(addon);
        told.put("state", "deprovisioned");
        return Answer.ok(told);
    }

    private Answer attach(Request request) throws Refusal {
        var addon = account.addon(request.required("addon"));
        var app = account.app(request.required("app"));
        var name = request.text("name").orElse("HEROKU_POSTGRESQL_TEAL");
        var taken = app.attachments().stream().anyMatch(one -> one.name().equals(name));
        if (taken && request.text("confirm").isEmpty()) {
            throw new Refusal(422, "confirmation_required", "Another add-on is attached as " + name + ".");
        }
        return Answer.created(attachment(request, app.attach(addon, name, request.text("namespace"))));
    }

    private Answer detach(Request request) throws Refusal {
        var attachment = account.attachments().stream()
                .filter(one -> one.id().toString().equals(request.parameter("attachment"))).findFirst()
                .orElseThrow(() -> Refusal.notFound("add-on attachment"));
        var told = attachment(request, attachment);
        attachment.app().detach(attachment::equals);
        return Answer.ok(told);
    }

    private Answer resolve(Request request) throws Refusal {
        var wanted = request.required("addon");
        var app = request.text("app");
        var found = account.addons().stream().filter(one -> one.name().equals(wanted)
                || one.id().toString().equals(wanted) || isAttached(one, wanted, app)).toList();
        if (found.isEmpty()) {
            throw Refusal.notFound("add-on");
        }
        return addons(request, found);
    }

    private boolean isAttached(Addon addon, String as, Optional<String> app) {
        return app.isPresent() && account.attachments().stream()
                .anyMatch(one -> one.addon() == addon && one.app().name().equals(app.get()) && matches(one, as));
    }

    private Answer resolveAttachment(Request request) throws Refusal {
        var wanted = request.required("addon_attachment");
        var app = request.text("app");
        var found = account.attachments().stream()
                .filter(one -> app.isEmpty() || one.app().name().equals(app.get())
                        || one.app().id().toString().equals(app.get()))
                .filter(one -> matches(one, wanted) || one.addon().name().equals(wanted)).toList();
        if (found.isEmpty()) {
            throw Refusal.notFound("add-on attachment");
        }
        return attachments(request, found);
    }

    private static boolean matches(Attachment one, String wanted) {
        return one.name().equals(wanted) || (one.name() + "_URL").equals(wanted)
                || one.id().toString().equals(wanted);
    }
}
