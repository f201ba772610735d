package io.stackblaze.blueprint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What differs between what is live and what is wanted.
 *
 * @param changes in the order in which they are shown: the wanted file's order, then what it does not name
 */
public record Plan(List<Change> changes) {
    /** Copies the list. */
    public Plan {
        changes = List.copyOf(changes);
    }

    /**
     * Compares the services of one environment; without I/O. New code is no part of it: that shows in the build.
     *
     * @param live the services as they were last applied, kept datastores among them
     * @param wanted the services of the blueprint to be applied
     */
    public static Plan between(Map<String, Service> live, Map<String, Service> wanted) {
        var changes = new ArrayList<Change>();
        wanted.forEach((name, service) -> {
            var before = live.get(name);
            if (before == null) {
                changes.add(create(service));
            } else if (!before.equals(service)) {
                changes.addAll(PlanOfService.changes(before, service));
            }
        });
        live.forEach((name, service) -> {
            if (!wanted.containsKey(name)) {
                changes.add(service instanceof ProcessService
                        ? new Change.Remove(name, service.type())
                        : new Change.Keep(name, service.type()));
            }
        });
        return new Plan(changes);
    }

    static Change create(Service service) {
        var form = new LinkedHashMap<>(BlueprintWriter.withoutDefaults(service));
        form.remove("type");
        return new Change.Create(service.name(), service.type(), PlanOfService.fields(Map.of(), form));
    }

    /** Whether nothing would be done. Datastores that are only kept do not count. */
    public boolean isEmpty() {
        return changes.stream().allMatch(Change.Keep.class::isInstance);
    }

    /** The changes that cannot be made; with any of these the plan must not be applied. */
    public List<Change.Refused> refused() {
        return changes.stream().filter(Change.Refused.class::isInstance).map(Change.Refused.class::cast).toList();
    }

    /** One service's difference. */
    public sealed interface Change {
        /** The service's name. */
        String service();

        /** Its type; the new one where it changes. */
        ServiceType type();

        /**
         * It does not exist yet.
         *
         * @param fields the keys that are not at their default
         */
        record Create(String service, ServiceType type, List<Field> fields) implements Change {
            /** Copies the list. */
            public Create {
                fields = List.copyOf(fields);
            }
        }

        /**
         * It exists and differs.
         *
         * @param because why its instances are replaced, each reason once; empty when they go on as they are
         */
        record Update(String service, ServiceType type, List<Field> fields, List<Restart> because) implements Change {
            /** Copies the lists. */
            public Update {
                fields = List.copyOf(fields);
                because = List.copyOf(because);
            }

            /** Whether its instances are replaced because of this. */
            public boolean restarts() {
                return !because.isEmpty();
            }
        }

        /** It exists and is not wanted; its processes end. */
        record Remove(String service, ServiceType type) implements Change {}

        /** A datastore that the file does not name any more: it stays, with its data, until it is destroyed by name. */
        record Keep(String service, ServiceType type) implements Change {}

        /**
         * What is wanted cannot be done to a datastore without losing what is in it.
         *
         * @param problem what is wanted and cannot be, a sentence
         * @param remedy what to do instead, a sentence
         */
        record Refused(String service, ServiceType type, String problem, String remedy) implements Change {}
    }

    /** Why instances are replaced. */
    public enum Restart {
        /** A process is given its variables when it starts. */
        VARIABLES("its variables change"),
        /** The same for secrets. */
        SECRETS("the secrets it reads change"),
        /** Another command runs. */
        COMMAND("its start command changes"),
        /** The code comes from somewhere else. */
        SOURCE("its code is built or taken from elsewhere"),
        /** Memory and CPU are given when an instance starts. */
        SIZE("its memory and CPU change"),
        /** It listens elsewhere. */
        PORT("its port changes"),
        /** The grace is given when an instance starts. */
        GRACE("its time to stop changes"),
        /** It becomes another kind of service. */
        TYPE("its type changes"),
        /** Another server program runs. */
        VERSION("another version runs"),
        /** The server reads its settings when it starts. */
        SETTINGS("its server's settings change");

        private final String sentence;

        Restart(String sentence) {
            this.sentence = sentence;
        }

        /** For people: {@code its variables change}. */
        public String sentence() {
            return sentence;
        }
    }

    /**
     * A key and how it changes.
     *
     * @param path key inside the service: {@code scaling.min_instances}
     * @param before old value as it would stand in the file; empty for none
     * @param after new value; empty for none
     */
    public record Field(String path, String before, String after) {}
}
