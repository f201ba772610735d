package io.stackblaze.server.migration;

import java.util.List;

import io.stackblaze.server.http.Access;
import io.stackblaze.server.http.Answer;
import io.stackblaze.server.http.Api;
import io.stackblaze.server.http.Call;
import io.stackblaze.server.http.Http;
import tools.jackson.databind.JsonNode;

/** The routes about cutting over by DNS. */
final class DnsRoutes implements Http.Feature {
    private static final String DNS = "/api/v1/migrations/{migration}/dns";

    private final DnsDesk desk;

    DnsRoutes(DnsDesk desk) {
        this.desk = desk;
    }

    @Override
    public void register(Api api) {
        api.get(DNS, Access.READ, call -> Answer.ok(desk.look(call.path("migration"))));
        api.post(DNS, Access.WRITE, call -> Answer.ok(desk.set(call.path("migration"), wanted(call),
                call.caller().name())));
        api.delete(DNS, Access.WRITE, call -> Answer.ok(desk.unset(call.path("migration"), call.caller().name())));
        api.post(DNS + "/lower", Access.WRITE,
                call -> Answer.ok(desk.lower(call.path("migration"), call.caller().name())));
    }

    private static DnsDesk.Wanted wanted(Call call) {
        return new DnsDesk.Wanted(texts(call, "to"), texts(call, "resolvers"), call.text("server"), call.text("key"),
                call.text("algorithm"), call.text("secret"), call.text("issuer"),
                call.number("ttl_was").map(Integer::longValue));
    }

    private static List<String> texts(Call call, String field) {
        return call.list(field).stream().map(JsonNode::asString).toList();
    }
}
