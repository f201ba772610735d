package io.stackblaze.server.release;

import java.util.Map;
import java.util.Objects;

import io.stackblaze.blueprint.Postgres;
import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.blueprint.Redis;
import io.stackblaze.blueprint.Service;
import io.stackblaze.blueprint.Value;
import io.stackblaze.blueprint.Web;
import io.stackblaze.engine.Secret;

/** What services can be asked about each other with {@code from_service}. Pure. */
final class ServiceProperties {
    /** The one account and database of each Postgres. */
    static final String POSTGRES_NAME = "app";

    private final Map<String, Service> services;
    private final Map<String, Secret> passwords;
    private final Map<String, String> leads;

    ServiceProperties(Map<String, Service> services, Map<String, Secret> passwords, Map<String, String> leads) {
        this.leads = leads;
        this.services = services;
        this.passwords = passwords;
    }

    String of(Value.FromService reference) {
        var service = Objects.requireNonNull(services.get(reference.service()), reference.service());
        String host = leads.getOrDefault(service.name(), service.name()) + ".internal";
        return switch (service) {
            case Postgres _ -> switch (reference.property()) {
                case CONNECTION_STRING ->
                    "postgres://" + POSTGRES_NAME + ":" + password(service) + "@" + host + ":5432/"
                            + POSTGRES_NAME;
                case HOST -> host;
                case PORT -> "5432";
                case USER, DATABASE -> POSTGRES_NAME;
                case PASSWORD -> password(service);
                case URL -> throw without(reference);
            };
            case Redis _ -> switch (reference.property()) {
                case CONNECTION_STRING -> "redis://:" + password(service) + "@" + host + ":6379/0";
                case HOST -> host;
                case PORT -> "6379";
                case USER -> "default";
                case DATABASE -> "0";
                case PASSWORD -> password(service);
                case URL -> throw without(reference);
            };
            case Web web -> switch (reference.property()) {
                case URL -> "http://" + host + ":" + web.port();
                case HOST -> host;
                case PORT -> Integer.toString(web.port());
                case CONNECTION_STRING, USER, PASSWORD, DATABASE -> throw without(reference);
            };
            case ProcessService _ -> {
                if (reference.property() == Value.Property.HOST) {
                    yield host;
                }
                throw without(reference);
            }
        };
    }

    private String password(Service service) {
        return Objects.requireNonNull(passwords.get(leads.getOrDefault(service.name(), service.name())), service.name())
                .reveal();
    }

    private static IllegalArgumentException without(Value.FromService reference) {
        return new IllegalArgumentException(reference.service() + " has no " + reference.property().word());
    }
}
