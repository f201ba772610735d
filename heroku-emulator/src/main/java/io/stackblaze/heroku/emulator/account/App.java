package io.stackblaze.heroku.emulator.account;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

import io.stackblaze.heroku.emulator.scenario.Scenario;

/** An app. Used by one thread at a time: whoever holds its account. */
public final class App {
    private final UUID id;
    private final Scenario.App described;
    private final Account account;
    private final Instant createdAt;
    private final Map<String, String> config = new TreeMap<>();
    private final Map<String, Formation> formation = new TreeMap<>();
    private final List<Release> releases = new ArrayList<>();
    private final List<Attachment> attachments = new ArrayList<>();
    private final List<Domain> domains = new ArrayList<>();
    private final List<Drain> drains = new ArrayList<>();
    private final List<Job> jobs = new ArrayList<>();
    private final List<Transfer> transfers = new ArrayList<>();
    private final Dynos dynos;
    private String name;
    private boolean maintenance;
    private Optional<Release.Slug> slug = Optional.empty();

    App(UUID id, Scenario.App described, Account account, Instant createdAt) {
        this.id = id;
        this.described = described;
        this.account = account;
        this.createdAt = createdAt;
        this.name = described.name();
        this.maintenance = described.maintenance();
        this.dynos = new Dynos(this, account);
        config.putAll(described.config());
        described.domains().forEach(this::addDomainUnchecked);
        described.drains().forEach(this::addDrain);
        described.jobs().forEach(this::addJob);
    }

    /** What it was when it was made; its scale needs its size to exist. */
    void found() throws Refusal {
        for (var command : described.processTypes().entrySet()) {
            var scale = described.formation().getOrDefault(command.getKey(), new Scenario.Scale(0, ""));
            formation.put(command.getKey(), new Formation(command.getKey(), command.getValue(), 0, scale.size())
                    .scaled(scale.quantity(), scale.size()));
        }
        if (!described.processTypes().isEmpty()) {
            slug = Optional.of(new Release.Slug(Ids.of("slug", described.name() + described.commit()),
                    described.commit(), described.processTypes(), described.stack(), createdAt));
        }
        for (int version = 1; version <= described.releases(); version++) {
            publish(version == 1
                    ? "Initial release"
                    : version == described.releases() && slug.isPresent()
                            ? "Deploy " + described.commit().substring(0, 8)
                            : "Set LOG_LEVEL config vars");
        }
    }

    /** Its number. */
    public UUID id() {
        return id;
    }

    /** Its name now. */
    public String name() {
        return name;
    }

    /** What the scenario says of it. */
    public Scenario.App described() {
        return described;
    }

    /** When it was made. */
    public Instant createdAt() {
        return createdAt;
    }

    /** The name in its address; another than its own, as on Heroku. */
    public String host() {
        return name + "-" + Ids.digits(id, 12) + ".herokuapp.com";
    }

    /** Whether it runs on the Fir generation. */
    public boolean isFir() { return described.generation().equals("fir"); }

    /** Takes another name; nobody answers to the old one any more. */
    public void rename(String other) throws Refusal {
        if (!other.matches("[a-z][a-z0-9-]{1,28}[a-z0-9]")) {
            throw Refusal.invalid("Name must start with a letter, end with a letter or digit and can only contain "
                    + "lowercase letters, digits, and dashes.");
        }
        if (!other.equals(name) && account.apps().stream().anyMatch(app -> app.name.equals(other))) {
            throw Refusal.invalid("Name " + other + " is already taken");
        }
        name = other;
    }

    /** Whether visitors get the maintenance page. */
    public boolean isMaintained() { return maintenance; }

    /** Shows or ends the maintenance page; dynos go on. */
    public void maintain(boolean on) {
        maintenance = on;
        account.changed(this);
    }

    /** All its config vars. */
    public Map<String, String> config() {
        return new TreeMap<>(config);
    }

    /** Sets config vars, removes those without a value; a change makes a release. */
    public void configure(Map<String, Optional<String>> changes) throws Refusal {
        for (String key : changes.keySet()) {
            if (!key.matches("\\w+")) {
                throw Refusal.invalid("The config var name " + key + " is invalid.");
            }
        }
        var owned = changes.keySet().stream().filter(this::isOwned).findFirst();
        if (owned.isPresent()) {
            throw Refusal.invalid("Cannot overwrite attachment values " + owned.get() + ".");
        }
        var before = Map.copyOf(config);
        changes.forEach((key, value) -> value.ifPresentOrElse(text -> config.put(key, text), () -> config.remove(key)));
        if (!before.equals(config)) {
            var isSet = changes.values().stream().anyMatch(Optional::isPresent);
            publish((isSet ? "Set " : "Remove ") + String.join(", ", changes.keySet()) + " config vars");
        }
    }

    private boolean isOwned(String key) {
        return attachments.stream()
                .anyMatch(one -> one.addon().variables(one.name(), one.namespace()).containsKey(key));
    }

    /** Its process types and their scale. */
    public Collection<Formation> formation() {
        return List.copyOf(formation.values());
    }

    /** A process type. */
    public Formation formation(String type) throws Refusal {
        var found = formation.get(type);
        if (found == null) {
            throw new Refusal(404, "not_found", "Couldn't find that process type (" + type + ").");
        }
        return found;
    }

    /** Scales process types; all or none. */
    public void scale(Collection<Formation> wanted) throws Refusal {
        for (Formation one : wanted) {
            formation(one.type());
        }
        wanted.forEach(one -> formation.put(one.type(), one));
        dynos.form();
    }

    /** Its dynos. */
    public Dynos dynos() {
        return dynos;
    }

    /** Its releases, oldest first. */
    public List<Release> releases() {
        return List.copyOf(releases);
    }

    /** The newest release. */
    public Release release() {
        return releases.getLast();
    }

    /** A release by its version or number; {@code current} for the newest. */
    public Release release(String identity) throws Refusal {
        if (identity.equals("current")) {
            return release();
        }
        return releases.stream()
                .filter(one -> one.id().toString().equals(identity) || Integer.toString(one.version()).equals(identity))
                .findFirst().orElseThrow(() -> Refusal.notFound("release"));
    }

    /** What it runs; none before its first build. */
    public Optional<Release.Slug> slug() {
        return slug;
    }

    /** Runs another slug from now on. */
    public Release deploy(Release.Slug built) {
        slug = Optional.of(built);
        built.processTypes().forEach((type, command) -> formation.merge(type,
                new Formation(type, command, 0, "Basic"),
                (old, _) -> new Formation(type, command, old.quantity(), old.size())));
        return publish("Deploy " + built.commit().substring(0, Math.min(8, built.commit().length())));
    }

    /** Goes back to an earlier release, config vars and all. */
    public Release rollBack(Release earlier) throws Refusal {
        if (earlier.slug().isEmpty()) {
            throw Refusal.invalid("Cannot roll back to a release without a slug.");
        }
        slug = earlier.slug();
        return publish("Rollback to v" + earlier.version());
    }

    private Release publish(String description) {
        var release = new Release(Ids.of("release", id + "v" + (releases.size() + 1)), releases.size() + 1,
                description, slug, config,
                attachments.stream().map(Attachment::addon).distinct().map(Addon::plan).sorted().toList(),
                releases.size() < described.releases()
                        ? createdAt.plusSeconds(3600L * releases.size())
                        : account.now());
        releases.add(release);
        if (releases.size() >= described.releases()) {
            dynos.replace();
        }
        return release;
    }

    /** Add-ons as it knows them. */
    public List<Attachment> attachments() {
        return List.copyOf(attachments);
    }

    /** Attaches an add-on; its variables are there at once. */
    public Attachment attach(Addon addon, String as, Optional<String> namespace) {
        detach(one -> one.name().equals(as));
        var attachment = new Attachment(Ids.of("attachment", id + ":" + as + ":" + addon.name()), as, addon, this,
                namespace, addon.createdAt());
        attachments.add(attachment);
        config.putAll(addon.variables(as, namespace));
        if (!releases.isEmpty()) {
            publish("Attach " + as + " (" + addon.name() + ")");
        }
        return attachment;
    }

    /** Takes attachments away, variables and all. */
    public void detach(Predicate<Attachment> which) {
        var gone = attachments.stream().filter(which).toList();
        attachments.removeAll(gone);
        gone.forEach(one -> one.addon().variables(one.name(), one.namespace()).keySet().forEach(config::remove));
        if (!gone.isEmpty()) {
            publish("Detach " + gone.getFirst().name() + " (" + gone.getFirst().addon().name() + ")");
        }
    }

    /** Reads the addresses of its add-ons anew, after one of them changed. */
    void refresh(Addon addon) {
        var before = Map.copyOf(config);
        attachments.stream().filter(one -> one.addon() == addon)
                .forEach(one -> config.putAll(addon.variables(one.name(), one.namespace())));
        if (!before.equals(config)) {
            publish("Update " + addon.name() + " by " + addon.service());
        }
    }

    /** Its host names. */
    public List<Domain> domains() {
        var all = new ArrayList<Domain>();
        all.add(new Domain(Ids.of("domain", host()), host(), false, createdAt));
        all.addAll(domains);
        return all;
    }

    /** Adds a host name. */
    public Domain addDomain(String hostname) throws Refusal {
        if (!hostname.matches("(\\*\\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}")) {
            throw Refusal.invalid("Domain " + hostname + " is not a valid hostname.");
        }
        if (account.apps().stream().anyMatch(app -> app.domains().stream()
                .anyMatch(one -> one.hostname().equals(hostname)))) {
            throw Refusal.invalid(hostname + " is currently in use by another app.");
        }
        return addDomainUnchecked(hostname);
    }

    private Domain addDomainUnchecked(String hostname) {
        var domain = new Domain(Ids.of("domain", hostname), hostname, true, createdAt);
        domains.add(domain);
        return domain;
    }

    /** Takes a host name away. */
    public void removeDomain(Domain domain) {
        domains.remove(domain);
    }

    /** Where its log goes. */
    public List<Drain> drains() {
        return List.copyOf(drains);
    }

    /** Sends its log to one more address. */
    public Drain addDrain(String url) {
        var drain = new Drain(Ids.of("drain", id + url), url, createdAt);
        drains.add(drain);
        return drain;
    }

    /** Sends its log there no more. */
    public void removeDrain(Drain drain) {
        drains.remove(drain);
    }

    /** Its scheduler jobs. */
    public List<Job> jobs() {
        return List.copyOf(jobs);
    }

    /** Adds a scheduler job. */
    public Job addJob(Scenario.Job job) {
        var number = 881_000 + Math.floorMod(Ids.of("job", id + job.command() + account.nextNumber()).hashCode(), 9000);
        var added = new Job(Integer.toString(number), job, createdAt);
        jobs.add(added);
        return added;
    }

    /** Changes a scheduler job. */
    public Job changeJob(Job job, Scenario.Job other) {
        var changed = new Job(job.id(), other, job.createdAt());
        jobs.replaceAll(one -> one.equals(job) ? changed : one);
        return changed;
    }

    /** Ends a scheduler job; a run that goes on is left alone. */
    public void removeJob(Job job) {
        jobs.remove(job);
    }

    /** Backups of its databases, newest first. */
    public List<Transfer> transfers() {
        return transfers.stream().sorted(Comparator.comparingInt(Transfer::number).reversed()).toList();
    }

    /** Saves a database. */
    public Transfer capture(Addon addon) {
        var transfer = new Transfer(Ids.of("transfer", id + ":" + (transfers.size() + 1)), transfers.size() + 1, addon,
                Math.max(1, addon.datastore().figures().bytes() / 4), false, account.now());
        transfers.add(transfer);
        return transfer;
    }

    /** Variables of a dyno: config vars, and what Heroku adds. */
    public Map<String, String> environment(Dyno dyno) {
        var result = new LinkedHashMap<String, String>(config);
        result.put("DYNO", dyno.name());
        if (described.features().contains("runtime-dyno-metadata")) {
            result.put("HEROKU_APP_ID", id.toString());
            result.put("HEROKU_APP_NAME", name);
            result.put("HEROKU_RELEASE_VERSION", "v" + dyno.release());
            result.put("HEROKU_RELEASE_CREATED_AT", release().createdAt().toString());
            slug.ifPresent(built -> result.put("HEROKU_SLUG_COMMIT", built.commit()));
        }
        result.putAll(dyno.variables());
        return result;
    }
}
