package io.stackblaze.server.release;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.stackblaze.blueprint.Web;
import io.stackblaze.engine.EnvironmentId;

/**
 * The public names of web services: {@code web.shop.localhost}, and {@code staging--web.shop.localhost} outside of
 * production.
 *
 * @param domain domain below which all names are
 * @param port port that the router listens on
 */
public record Hostnames(String domain, int port) {
    /** The environment whose services have names without a prefix. */
    public static final String PRODUCTION = "production";

    /** The name that a service always has. */
    public String of(EnvironmentId id, String service) {
        String label = id.environment().equals(PRODUCTION) ? service : id.environment() + "--" + service;
        return label + "." + id.project() + "." + domain;
    }

    /** All names of a service, the one above first. Domains of its own belong to production alone. */
    public List<String> all(EnvironmentId id, Web web) {
        var names = new ArrayList<String>();
        names.add(of(id, web.name()));
        if (id.environment().equals(PRODUCTION)) {
            web.domains().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        }
        return names;
    }

    /** The address for a browser. */
    public String url(EnvironmentId id, String service) {
        return "http://" + of(id, service) + (port == 80 ? "" : ":" + port);
    }
}
