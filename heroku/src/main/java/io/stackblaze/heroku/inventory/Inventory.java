package io.stackblaze.heroku.inventory;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.heroku.dns.NameRecords;
import io.stackblaze.heroku.files.AppManifest;
import io.stackblaze.heroku.files.HerokuYml;
import io.stackblaze.heroku.scan.Hit;
import org.jspecify.annotations.Nullable;

/**
 * All that an app is.
 *
 * @param config its config vars, with values, which this type never shows
 * @param processes process types with their numbers
 * @param slug what runs; null when nothing was ever released, or it could not be seen
 * @param addons all it uses, datastores too
 * @param jobs of Scheduler
 * @param jobsKnown whether the jobs could be read
 * @param dns what custom domains lead to now
 * @param buildpacks URLs in order; empty when detected
 * @param drains targets of logs, without credentials
 * @param people addresses with roles
 * @param features names of those that are on
 * @param sizes of dynos, as Heroku lists them
 * @param manifest app.json of the repository
 * @param yml heroku.yml of the repository; null when there is none
 * @param code lines of the repository that want a look
 * @param findings what could not be seen
 */
public record Inventory(App app, Config config, List<ProcessType> processes, @Nullable Slug slug, List<Addon> addons,
        List<Datastore> datastores, List<Job> jobs, boolean jobsKnown, List<Domain> domains, List<NameRecords> dns,
        List<Certificate> certificates, List<String> buildpacks, @Nullable PipelinePlace pipeline,
        List<String> drains, Map<String, String> people, List<String> features, List<Size> sizes,
        AppManifest manifest, @Nullable HerokuYml yml, List<Hit> code, List<Finding> findings) {
    /** Copies the lists. */
    public Inventory {
        processes = List.copyOf(processes);
        addons = List.copyOf(addons);
        datastores = List.copyOf(datastores);
        jobs = List.copyOf(jobs);
        domains = List.copyOf(domains);
        dns = List.copyOf(dns);
        certificates = List.copyOf(certificates);
        buildpacks = List.copyOf(buildpacks);
        drains = List.copyOf(drains);
        people = Map.copyOf(people);
        features = List.copyOf(features);
        sizes = List.copyOf(sizes);
        code = List.copyOf(code);
        findings = List.copyOf(findings);
    }

    /** The size of that name, however it is spelled. */
    public Optional<Size> size(String name) {
        return sizes.stream().filter(size -> size.name().equalsIgnoreCase(name)).findFirst();
    }
}
