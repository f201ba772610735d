package io.stackblaze.server.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.stackblaze.heroku.inventory.Job;

/**
 * What an app is at Heroku at one moment, as far as changes of it matter to its move.
 *
 * @param config config vars with their values
 * @param formation how many dynos each process type should have
 * @param jobs jobs of Scheduler
 * @param addons plans by the add-on's name
 * @param schemas digests of the schemas of databases, by the service they become; none where nobody asked
 */
record Known(Map<String, String> config, Map<String, Integer> formation, List<Job> jobs, Map<String, String> addons,
        Map<String, String> schemas) {
    /** Copies. */
    Known {
        config = Map.copyOf(config);
        formation = Map.copyOf(formation);
        jobs = List.copyOf(jobs);
        addons = Map.copyOf(addons);
        schemas = Map.copyOf(schemas);
    }

    Known withConfig(Map<String, String> other) {
        return new Known(other, formation, jobs, addons, schemas);
    }

    Known withSchemas(Map<String, String> other) {
        return new Known(config, formation, jobs, addons, other);
    }

    /** Names of config vars that are not as they were, or are no more; both ways. */
    List<String> changedConfig(Known before) {
        var names = new ArrayList<String>();
        new TreeMap<>(config).forEach((name, value) -> {
            if (!value.equals(before.config.get(name))) {
                names.add(name);
            }
        });
        new TreeMap<>(before.config).keySet().stream().filter(name -> !config.containsKey(name)).forEach(names::add);
        return names;
    }

    /** Leaves all values out. */
    @Override
    public String toString() {
        return "Known" + new TreeMap<>(config).keySet();
    }
}
