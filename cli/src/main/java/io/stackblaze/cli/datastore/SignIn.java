package io.stackblaze.cli.datastore;

import io.stackblaze.cli.api.Api;
import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.environment.Target;
import tools.jackson.databind.JsonNode;

/**
 * How to sign in to a datastore of a project; the server keeps a record of each time that this is asked.
 *
 * @param answer what the server said
 */
public record SignIn(JsonNode answer) {
    /** Asks for one. */
    public static SignIn of(Api api, Target target, String service) throws Failure {
        return new SignIn(api.post(target.path("/datastores/" + Datastore.name(service) + "/connection"),
                Json.object()));
    }

    /** {@code postgres} or {@code redis}. */
    public String type() {
        return Json.text(answer, "type");
    }

    /** Host, port, account, password and database in one. */
    public String url() {
        return Json.text(answer, "url");
    }

    String text(String field) {
        return Json.text(answer, field);
    }

    int port() {
        return answer.path("port").asInt();
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return "SignIn[" + type() + " at " + text("host") + ":" + port() + "]";
    }
}
