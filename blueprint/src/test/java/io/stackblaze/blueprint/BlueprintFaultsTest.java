package io.stackblaze.blueprint;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Each kind of broken file ends in a message that names the place and the remedy. */
class BlueprintFaultsTest {
    static Stream<Arguments> brokenServices() {
        return Stream.of(
                arguments("port: http",
                        "5:11: services.web.port: \"http\" is no whole number. Give a whole number from 1 to 65535."),
                arguments("port: \"80\"", "\"80\" is no whole number: it is in quotes."),
                arguments("port: 0", "0 is out of range."),
                arguments("port: [80]", "One value is wanted, and this is a list."),
                arguments("port:", "5:10: services.web.port: The key has no value. Give one, or remove the key."),
                arguments("start: 3",
                        "services.web.start: \"3\" is a number, and text is wanted. Write it in quotes: start: \"3\"."),
                arguments("start: \"\"", "The text is empty."),
                arguments("start: \"a\\0b\"", "The text holds a NUL character."),
                arguments("preview: yes", "\"yes\" is neither true nor false. Write true or false."),
                arguments("plan: standart",
                        "Did you mean \"standard\"? Write starter, basic, standard, performance or professional."),
                arguments("env: [A]", "services.web.env: A map is wanted, and this is a list."),
                arguments("env: {A-B: x}", "\"A-B\" cannot be the name of a variable."),
                arguments("env: {A: }", "The variable has no value. Write \"\" for an empty one, or remove it."),
                arguments("env: {A: [x]}", "A text or a reference is wanted, and this is a list."),
                arguments("env: {A: \"x\\0\"}", "The value holds a NUL character."),
                arguments("env: {PORT: 80}", "PORT is given by the platform."),
                arguments("env: {STACKBLAZE_ENV: x}", "Names that begin with STACKBLAZE_ are given by the platform."),
                arguments("env: {A: {from_service: db}}", "The reference has no property."),
                arguments("env: {A: {from_service: web, property: url}}", "The service refers to itself: a circle."),
                arguments("env: {A: {from_service: wbe, property: url}}",
                        "There is no service \"wbe\". Did you mean \"web\"?"),
                arguments("env: {A: {from_service: web, property: uri}}", "Did you mean \"url\"?"),
                arguments("secret_refs: [KEY]", "The secret KEY is not in the list secrets at the top."),
                arguments("build: ../api", "\"../api\" leads out of the repository."),
                arguments("build: a/../../b", "leads out of the repository."),
                arguments("build: /etc", "leads out of the repository."),
                arguments("build: ~/x", "leads out of the repository."),
                arguments("build: C:\\x", "leads out of the repository."),
                arguments("build: {dockerfile: ../Dockerfile}",
                        "services.web.build.dockerfile: \"../Dockerfile\" leads out"),
                arguments("build: {dockerfile: Dockerfile, command: make}",
                        "A build with a dockerfile takes no command."),
                arguments("build: {buildpacks: [\"git@github.com:a/b.git\"]}", "is no git URL that can be used here."),
                arguments("build: {buildpacks: [--upload-pack=x]}", "leads out of the repository."),
                arguments("build: {contxt: .}", "Did you mean \"context\"?"),
                arguments("image: \"-rm x\"", "\"-rm x\" is no image."),
                arguments("image: https://x/y", "is no image."),
                arguments("healthcheck: {path: healthz}", "\"healthz\" is no path of a URL."),
                arguments("healthcheck: {path: \"/a b\"}", "is no path of a URL."),
                arguments("healthcheck: /healthz", "services.web.healthcheck: A map is wanted, and this is text."),
                arguments("scaling: {min_instances: 3, max_instances: 2}",
                        "5:48: services.web.scaling.max_instances: max_instances (2) is less than min_instances (3)."),
                arguments("scaling: {min_instances: 0, max_instances: 2}",
                        "there is no instance whose load could call for another."),
                arguments("domains: [\"https://www.Example.com/shop\"]", "is no host name. Write www.example.com."),
                arguments("domains: [bücher.example]", "Write xn--bcher-kva.example."),
                arguments("domains: [\"*.example.com\"]",
                        "Write a full host name in small letters, without scheme, port, path or *."),
                arguments("domains: [10.0.0.1]", "is no host name."),
                arguments("domains: [a.example, a.example]", "a.example is listed twice."),
                arguments("domains: www.example.com", "A list is wanted, and this is text."),
                arguments("schedule: \"* * * * *\"", "A web has no schedule. Remove it; it belongs to cron."),
                arguments("<<: {port: 80}", "Merge keys are not YAML 1.2; write the keys out."),
                arguments("type: wbe",
                        "services.web.type: \"wbe\" is not one of the words for this key. Did you mean \"web\"?"));
    }

    @ParameterizedTest
    @MethodSource("brokenServices")
    void aBrokenServiceIsRefusedWithPlaceAndRemedy(String key, String message) {
        assertThat(Read.serviceFault(key)).contains(message);
    }

    static Stream<Arguments> brokenSchedules() {
        return Stream.of(
                arguments("schedule: \"0 0 * * * *\"", "it does not have five fields."),
                arguments("schedule: \"61 * * * *\"", "value 61 not in range [0, 59]."),
                arguments("schedule: \"@daily\"", "nicknames not supported."),
                arguments("schedule: \"0 0 L * *\"", "is no schedule"),
                arguments("schedule: \"0 0 30 2 *\"", "no day is ever due."),
                arguments("schedule: \"*/0 * * * *\"", "period 0 not in range"),
                arguments("schedule: 5", "is a number, and text is wanted."),
                arguments("plan: basic", "3:3: services.web.schedule: A cron has no schedule. Write five fields"),
                arguments("schedule: \"* * * * *\"\n    timezone: europe/berlin", "Did you mean \"Europe/Berlin\"?"),
                arguments("schedule: \"* * * * *\"\n    timeout_seconds: 86401", "86401 is out of range."),
                arguments("schedule: \"* * * * *\"\n    concurrency: forbit", "Did you mean \"forbid\"?"),
                arguments("schedule: \"* * * * *\"\n    scaling: {min_instances: 2}",
                        "A cron has no scaling. Remove it; it belongs to web or worker."));
    }

    @ParameterizedTest
    @MethodSource("brokenSchedules")
    void aBrokenCronIsRefused(String key, String message) {
        assertThat(Read.serviceFault("type: cron", key)).contains(message);
    }

    static Stream<Arguments> brokenDatastores() {
        return Stream.of(
                arguments("postgres", "version: 16", "Write it in quotes: version: \"16\"."),
                arguments("postgres", "version: \"9\"", "Write 14, 15, 16, 17 or 18."),
                arguments("postgres", "storage_gb: 0", "0 is out of range."),
                arguments("postgres", "extensions: [pgvector]", "Write vector."),
                arguments("postgres", "extensions: [\"x; drop\"]", "is no name of an extension."),
                arguments("postgres", "eviction: noeviction", "A postgres has no eviction."),
                arguments("postgres", "backup: {at: \"25:00\"}", "\"25:00\" is no time of day."),
                arguments("redis", "version: 7.2", "Write it in quotes"),
                arguments("redis", "eviction: allkeys-lur", "Did you mean \"allkeys-lru\"?"),
                arguments("redis", "persistence: disk", "Write aof, rdb or none."),
                arguments("redis", "port: 6379", "A redis has no port. Remove it; it belongs to web."));
    }

    @ParameterizedTest
    @MethodSource("brokenDatastores")
    void aBrokenDatastoreIsRefused(String type, String key, String message) {
        assertThat(Read.serviceFault("type: " + type, key)).contains(message);
    }

    static Stream<Arguments> brokenFiles() {
        var web = "\nservices: {web: {type: web}}";
        return Stream.of(
                arguments("", "1:1: The file is empty."),
                arguments("# nothing\n", "The file is empty."),
                arguments("- a", "A map is wanted, and this is a list."),
                arguments("services: {web: {type: web}}", "name: The project has no name."),
                arguments("name: shop", "services: There are no services."),
                arguments("name: shop\nservices: {}", "services: There are no services."),
                arguments("name: shop\nservices: []", "services: A map is wanted, and this is a list."),
                arguments("name: shop\nservices: {web: }", "services.web: A map is wanted, and this is empty."),
                arguments("name: shop\nservices: {web: {}}", "services.web.type: The service has no type."),
                arguments("name: shop\nservices: {Web: {type: web}}", "\"Web\" cannot be the name of a service."),
                arguments("name: shop\nservices: {a--b: {type: web}}", "cannot be the name of a service."),
                arguments("name: shop\nservices: {localhost: {type: web}}", "cannot be the name of a service."),
                arguments("name: shop\nname: shop" + web,
                        "2:1: name: The key stands here a second time; the first is in line 1."),
                arguments("name: shop\nservices: {web: {type: web}, web: {type: worker}}",
                        "services.web: The key stands here a second time"),
                arguments("name: shop\nsecret: [A]" + web, "Did you mean \"secrets\"?"),
                arguments("name: shop\nsecrets: {API_KEY: hello}" + web,
                        "A list of names is wanted, and this is a map."),
                arguments("name: shop\nsecrets: [A, A]" + web, "A is listed twice."),
                arguments("name: !!str shop" + web, "1:7: name: A tag (!) stands here."),
                arguments("name: *x" + web, "The alias *x stands for nothing that is complete."),
                arguments("name: shop\nservices: &a {web: *a}", "The alias *a stands for nothing that is complete."),
                arguments("name: shop" + web + "\n---\nname: other\n", "A second document begins here."),
                arguments("name: shop\n\tservices: x", "This is not YAML"),
                arguments("name: 'shop", "This is not YAML"),
                arguments("name: shop\u0000", "The character U+0000 cannot stand in YAML."),
                arguments("name: shop\n? [a]\n: b" + web, "A key is a list."),
                arguments("name: shop\nx: " + "[".repeat(100), "nested deeper than 32 levels."),
                arguments("name: shop\nregion: []" + web, "region: One value is wanted, and this is a list."),
                arguments("name: shop\npreviews: {snapshot_of: staging}" + web,
                        "Previews begin with an empty database"),
                arguments("name: shop\npreviews: {database: snapshot, snapshot_of: pr-7}" + web,
                        "A preview would be made from a preview: a circle."),
                arguments("name: shop\npreviews: {generation: on}" + web, "Write automatic, manual or off."),
                arguments("name: shop" + web + "\nenvironments: {Staging: {}}",
                        "cannot be the name of an environment."),
                arguments("name: shop" + web + "\nenvironments: {staging: {web: {}}}",
                        "environments.staging.web: The key is not known here."));
    }

    @ParameterizedTest
    @MethodSource("brokenFiles")
    void aBrokenFileIsRefused(String text, String message) {
        assertThat(Read.fault(text)).contains(message);
    }

    @Test
    void referencesAskForWhatIsOffered() {
        var faults = Read.faults("""
                name: shop
                services:
                  web:
                    type: web
                    env:
                      A: {from_service: db, property: url}
                      B: {from_service: worker, property: host}
                      C: {from_service: api, property: password}
                  api: {type: web}
                  worker: {type: worker}
                  db: {type: postgres}
                """);

        assertThat(faults).extracting(Fault::toString).satisfiesExactly(
                first -> assertThat(first).contains("6:39: services.web.env.A.property: A postgres has no url. Ask for"
                        + " connection_string, host, port, user, password or database."),
                second -> assertThat(second).contains("B.from_service: A worker has nothing to refer to."),
                third -> assertThat(third).contains("A web has no password. Ask for host, port or url."));
    }

    @Test
    void aPreviewCannotReferToAServiceThatItDoesNotHave() {
        assertThat(Read.fault("""
                name: shop
                services:
                  web: {type: web, env: {API: {from_service: api, property: url}}}
                  api: {type: web, preview: false}
                """)).contains("api is not in previews (preview: false), and web is.");
    }

    @Test
    void aHostNameBelongsToOneService() {
        assertThat(Read.fault("""
                name: shop
                services:
                  web: {type: web, domains: [www.example.com]}
                  api: {type: web, domains: [www.example.com]}
                """)).contains("4:30: services.api.domains: \"www.example.com\" belongs to production/web already.");
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anAliasBombIsRefused() {
        var bomb = new StringBuilder("name: shop\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i)).append("*a%d, ".formatted(i - 1).repeat(10)).append("]\n");
        }

        assertThat(Read.fault(bomb.toString()))
                .contains("With its aliases followed the file has more than 200000 values.");
    }

    @Test
    void limitsHold() {
        var services = new StringBuilder("name: shop\nservices:\n");
        for (int i = 0; i < 201; i++) {
            services.append("  s").append(i).append(": {type: web}\n");
        }
        var env = new StringBuilder("env:");
        for (int i = 0; i < 201; i++) {
            env.append("\n      V").append(i).append(": x");
        }

        assertThat(Read.fault(services.toString())).contains("201 services are too many for one project.");
        assertThat(Read.serviceFault(env.toString())).contains("201 variables are too many for one service.");
        assertThat(Read.serviceFault("env: {A: " + "é".repeat(32_768) + "}")).contains("longer than 65535 bytes.");
    }

    @Test
    void whatSomebodyWroteIsShownShortAndPrintable() {
        assertThat(Read.serviceFault("plan: \"\\e[31m" + "x".repeat(100) + "\""))
                .contains("\"\\u001b[31m" + "x".repeat(55) + "...\"");
    }
}
