package io.stackblaze.heroku.emulator.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * An account as it is when an emulator starts. Files are JSON in snake_case; what is left out has the default named
 * here, and unknown keys are errors.
 *
 * @param email address of the account; {@code ada@example.com}
 * @param teams names of the teams that it belongs to
 * @param spaces private spaces of these teams
 * @param apps apps that it sees
 * @param pipelines pipelines that it sees
 */
public record Scenario(String email, List<String> teams, List<Space> spaces, List<App> apps,
        List<Pipeline> pipelines) {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .changeDefaultNullHandling(_ -> JsonSetter.Value.construct(Nulls.AS_EMPTY, Nulls.DEFAULT)).build();

    /** Fills in what was left out. */
    public Scenario {
        email = or(email, "ada@example.com");
    }

    /**
     * One of those that come with the emulator: {@code small}, {@code messy}, {@code large}, {@code pipeline} or
     * {@code live}.
     */
    public static Scenario named(String name) {
        try (InputStream stream = Scenario.class.getResourceAsStream(name + ".json")) {
            if (stream == null) {
                throw new IllegalArgumentException("There is no scenario " + name
                        + "; there are small, messy, large, pipeline and live.");
            }
            return read(stream);
        } catch (IOException e) {
            throw new IllegalArgumentException("The scenario " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads one; the faults of a bad one name key and line. */
    public static Scenario read(InputStream json) {
        try {
            return MAPPER.readValue(json, Scenario.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("This is no scenario: " + e.getMessage(), e);
        }
    }

    /** Reads one; the faults of a bad one name key and line. */
    public static Scenario read(String json) {
        try {
            return MAPPER.readValue(json, Scenario.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("This is no scenario: " + e.getMessage(), e);
        }
    }

    /**
     * An app.
     *
     * @param name its name
     * @param region {@code us} or {@code eu}
     * @param stack {@code heroku-24}
     * @param generation {@code cedar} or {@code fir}
     * @param team team that owns it; the account when empty
     * @param space space that it is in
     * @param maintenance whether its maintenance page is shown
     * @param archived whether it is archived
     * @param config plain config vars; those of add-ons come on top
     * @param processTypes commands of its slug by process type; empty for an app that was never built
     * @param formation scale of each process type; the others are at zero
     * @param addons add-ons that it owns
     * @param attachments add-ons of other apps that are attached to it
     * @param domains custom host names
     * @param buildpacks {@code heroku/nodejs} or addresses; empty when detected
     * @param collaborators addresses of people beside the account
     * @param drains addresses that its log is sent to
     * @param features enabled features, as {@code preboot}
     * @param jobs scheduler jobs
     * @param commit commit of its slug
     * @param releases how many releases it had
     * @param webhooks addresses that are told of changes
     * @param certificates certificates that were uploaded
     * @param source folder of its code, below the folder given in the options; for apps that really run
     */
    public record App(String name, String region, String stack, String generation, Optional<String> team,
            Optional<String> space, boolean maintenance, boolean archived, Map<String, String> config,
            Map<String, String> processTypes, Map<String, Scale> formation, List<Addon> addons,
            List<Attachment> attachments, List<String> domains, List<String> buildpacks, List<String> collaborators,
            List<String> drains, List<String> features, List<Job> jobs, String commit, int releases,
            List<String> webhooks, List<Certificate> certificates, Optional<String> source) {
        /** Fills in what was left out. */
        public App {
            region = or(region, "us");
            stack = or(stack, generation.equals("fir") ? "cnb" : "heroku-24");
            generation = or(generation, "cedar");
            commit = or(commit, "5f1d9a6c0e4b7d3a2c8e6f9b1d0a4c7e3b5f8d21");
            releases = Math.max(1, releases);
        }
    }

    /**
     * How many dynos of which size.
     *
     * @param quantity how many
     * @param size {@code Basic}
     */
    public record Scale(int quantity, String size) {
        /** Fills in what was left out. */
        public Scale {
            size = or(size, "Basic");
        }
    }

    /**
     * An add-on.
     *
     * @param name {@code postgresql-curved-12345}
     * @param plan {@code heroku-postgresql:essential-0}
     * @param as names of its attachments to the owning app
     * @param version major version of a datastore
     * @param config config vars of a service that is no datastore
     * @param state {@code provisioned}, {@code provisioning} or {@code deprovisioned}
     * @param live whether a real server stands behind it
     * @param bytes how much data is in it; a live one tells itself
     * @param tables how many tables
     * @param connections connections in use
     * @param following name of the add-on that it follows
     * @param settings of a live database: parameters set for it, as {@code temp_tablespaces}
     * @param extensionSchema of a live database: where extensions go, {@code public} or {@code heroku_ext}
     * @param extensions of a live database: extensions that it has
     * @param credentials names of credentials beside {@code default}
     */
    public record Addon(String name, String plan, List<String> as, String version, Map<String, String> config,
            String state, boolean live, long bytes, int tables, int connections, Optional<String> following,
            Map<String, String> settings, String extensionSchema, List<String> extensions, List<String> credentials) {
        /** Fills in what was left out. */
        public Addon {
            state = or(state, "provisioned");
            version = or(version, plan.startsWith("heroku-redis") ? "7" : "16");
            extensionSchema = or(extensionSchema, "public");
        }
    }

    /**
     * An add-on of another app attached to this one.
     *
     * @param addon its name
     * @param as name of the attachment
     * @param namespace {@code credential:reader}, {@code connection-pooling:default}
     */
    public record Attachment(String addon, String as, Optional<String> namespace) {}

    /**
     * A job of Heroku Scheduler.
     *
     * @param command what it runs
     * @param every minutes between runs: 10, 60 or 1440
     * @param at minute of the hour or of the day
     * @param size {@code Basic}
     */
    public record Job(String command, int every, int at, String size) {
        /** Fills in what was left out. */
        public Job {
            size = or(size, "Basic");
        }
    }

    /**
     * A certificate that was uploaded.
     *
     * @param name of the endpoint
     * @param domains host names that it is for
     * @param expiresAt when it ends
     */
    public record Certificate(String name, List<String> domains, String expiresAt) {
        /** Fills in what was left out. */
        public Certificate {
            expiresAt = or(expiresAt, "2027-05-01T00:00:00Z");
        }
    }

    /**
     * A private space.
     *
     * @param name its name
     * @param team whose it is
     * @param region {@code virginia}
     * @param shield whether it is a shield space
     * @param outbound addresses that its apps are seen from
     */
    public record Space(String name, String team, String region, boolean shield, List<String> outbound) {
        /** Fills in what was left out. */
        public Space {
            region = or(region, "virginia");
        }
    }

    /**
     * A pipeline.
     *
     * @param name its name
     * @param stages stage of each app in it
     * @param repository {@code acme/shop} at GitHub, when connected
     * @param reviewApps how review apps are made; none are when empty
     * @param reviews review apps that there are; their apps are among the apps
     * @param config config vars by stage, for review apps and tests
     */
    public record Pipeline(String name, Map<String, String> stages, Optional<String> repository,
            Optional<ReviewApps> reviewApps, List<Review> reviews, Map<String, Map<String, String>> config) {}

    /**
     * How review apps are made.
     *
     * @param automatic whether each pull request gets one
     * @param destroyStale whether those that nobody used are destroyed
     * @param staleDays after how many days
     * @param waitForCi whether tests must pass first
     * @param baseName what their names begin with
     * @param region where they run
     */
    public record ReviewApps(boolean automatic, boolean destroyStale, int staleDays, boolean waitForCi,
            Optional<String> baseName, String region) {
        /** Fills in what was left out. */
        public ReviewApps {
            region = or(region, "us");
            staleDays = staleDays == 0 ? 5 : staleDays;
        }
    }

    /**
     * A review app.
     *
     * @param app its app; none while it is being made
     * @param branch branch that it was made from
     * @param number number of the pull request
     * @param status {@code created}
     */
    public record Review(Optional<String> app, String branch, int number, String status) {
        /** Fills in what was left out. */
        public Review {
            status = or(status, "created");
        }
    }

    private static String or(String given, String otherwise) {
        return given.isEmpty() ? otherwise : given;
    }
}
