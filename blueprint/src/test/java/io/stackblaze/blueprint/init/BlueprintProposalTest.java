package io.stackblaze.blueprint.init;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.stackblaze.blueprint.Blueprint;
import io.stackblaze.blueprint.BlueprintReader;
import io.stackblaze.blueprint.Reading;
import io.stackblaze.blueprint.init.RepositoryFacts.Folder;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BlueprintProposalTest {
    private static BlueprintProposal of(Map<String, String> files) {
        return BlueprintProposal.of(new RepositoryFacts("Shop", List.of(new Folder(".", files))));
    }

    private static Blueprint valid(BlueprintProposal proposal) {
        var reading = BlueprintReader.read(proposal.text(), "blueprint.yaml");
        assertThat(reading).as(proposal.text()).isInstanceOf(Reading.Valid.class);
        return ((Reading.Valid) reading).blueprint();
    }

    @Test
    void aHerokuAppBecomesItsServices() {
        var proposal = of(Map.of("Procfile", "web: node server.js\nworker: node worker.js\nrelease: node migrate.js\n",
                "app.json",
                """
                        {
                          "addons": [{"plan": "heroku-postgresql:essential-0", "options": {"version": "16"}}, "heroku-redis", "papertrail"],
                          "env": {
                            "NODE_ENV": "production",
                            "SESSION_SECRET": {"generator": "secret"},
                            "MAILER_KEY": {"description": "from the mailer"},
                            "EXTRA": {"required": false}
                          },
                          "formation": {"web": {"quantity": 2, "size": "standard-2X"}},
                          "scripts": {"postdeploy": "node seed.js"}
                        }
                        """));

        valid(proposal);
        assertThat(proposal.text()).isEqualTo("""
                # What this project is. Check it with: stackblaze blueprint validate
                name: shop

                # Names only. Store each value with: stackblaze env set --secret NAME
                secrets:
                  - SESSION_SECRET
                  - MAILER_KEY

                services:
                  web:
                    type: web
                    # start: node server.js (the Procfile says so)
                    pre_deploy: node migrate.js
                    plan: basic
                    scaling: {min_instances: 2}
                    env:
                      DATABASE_URL: {from_service: db, property: connection_string}
                      REDIS_URL: {from_service: cache, property: connection_string}
                      NODE_ENV: production
                    secret_refs: [SESSION_SECRET, MAILER_KEY]
                  worker:
                    type: worker
                    # start: node worker.js (the Procfile says so)
                    env:
                      DATABASE_URL: {from_service: db, property: connection_string}
                      REDIS_URL: {from_service: cache, property: connection_string}
                      NODE_ENV: production
                    secret_refs: [SESSION_SECRET, MAILER_KEY]
                  db:
                    type: postgres
                    version: "16"
                  cache:
                    type: redis
                    version: "7"

                previews:
                  # Run once when a preview of a pull request is made.
                  seed: node seed.js
                """);
        assertThat(proposal.notes()).containsExactly("The add-on papertrail: logs are kept here, see stackblaze logs.",
                "MAILER_KEY must have a value, and app.json has none: store it with stackblaze env set --secret MAILER_KEY, or move"
                        + " it to env if it is none.",
                "EXTRA is optional in app.json and was left out.");
    }

    @Test
    void librariesSuggestDatastores() {
        var services = valid(of(Map.of("package.json",
                "{\"scripts\": {\"start\": \"node .\"}, \"dependencies\": {\"pg\": \"^8\", \"bullmq\": \"5\"}}")))
                .services();
        var python = valid(
                of(Map.of("manage.py", "", "requirements.txt", "Django==5\npsycopg[binary]==3.2\nredis==5.0\n")))
                .services();

        assertThat(services).containsOnlyKeys("web", "db", "cache");
        assertThat(python).containsOnlyKeys("web", "db", "cache");
    }

    @Test
    void celeryAndSidekiqCallForWorkers() {
        assertThat(of(Map.of("requirements.txt", "celery==5.4\n")).notes())
                .anyMatch(note -> note.startsWith("Celery is installed"));
        assertThat(valid(of(Map.of("Gemfile", "gem 'rails'\ngem 'sidekiq'\n"))).services()).containsKeys("worker",
                "cache");
    }

    @Test
    void foldersOfAMonorepoBecomeServices() {
        var facts = new RepositoryFacts("mono",
                List.of(new Folder(".", Map.of("package.json", "{\"workspaces\": [\"apps/*\"]}")),
                        new Folder("apps/api", Map.of("Procfile", "web: node .\nworker: node jobs.js\n")),
                        new Folder("apps/site", Map.of("Dockerfile", "FROM nginx"))));

        var proposal = BlueprintProposal.of(facts);

        assertThat(valid(proposal).services()).containsOnlyKeys("api", "api-worker", "site");
        assertThat(proposal.text()).contains("build: apps/api\n    start: node .\n")
                .contains("build: {context: apps/site, dockerfile: Dockerfile}");
    }

    @Test
    void herokuYmlSaysHowImagesAreBuilt() {
        var proposal = of(Map.of("Dockerfile", "FROM x", "heroku.yml", """
                setup: {addons: [{plan: heroku-postgresql}]}
                build: {docker: {web: Dockerfile, worker: worker/Dockerfile}}
                release: {image: web, command: [./migrate]}
                run: {worker: ./work, clock: {image: worker, command: [./tick]}}
                """));

        assertThat(valid(proposal).services()).containsOnlyKeys("web", "worker", "clock", "db");
        assertThat(proposal.text()).contains("build: {context: worker, dockerfile: Dockerfile}\n    start: ./work\n")
                .contains("pre_deploy: ./migrate");
    }

    @Test
    void aBrokenProcfileIsNamedByLine() {
        assertThat(of(Map.of("Procfile", "web node\n", "package.json", "{")).notes())
                .anyMatch(note -> note.startsWith("Procfile:1:1:"))
                .contains("package.json is not a JSON object and was left aside.");
    }

    @Test
    void secretsOfAFileAreNotCopied() {
        var key = "sk_" + "live_q7Xp2Lm9Zt4Vb8Kw3Rc6";
        var proposal = of(Map.of("Procfile", "web: KEY=" + key + " node .\n", "app.json",
                "{\"env\": {\"STRIPE\": \"" + key + "\"}}"));

        assertThat(valid(proposal).secrets()).containsExactly("STRIPE");
        assertThat(proposal.toString()).doesNotContain(key);
    }

    @Test
    void nothingAtAllIsAWebServiceToFillIn() {
        var proposal = of(Map.of());

        assertThat(valid(proposal).services()).containsOnlyKeys("web");
        assertThat(proposal.notes()).singleElement().asString()
                .startsWith("Nothing here says how the code is started.");
    }

    @Provide
    Arbitrary<RepositoryFacts> repositories() {
        var text = Arbitraries.of("web: node .\n", "release: x\n", "worker-2: \"a: b\" # c\n", "x", "{", "}",
                "\"env\": {", "\"pg\":", ":", "\n",
                "\u0000", "\u0085", "\ud83d", "é\t", "'", "\\", "build:\n  docker:\n    web: ../D\n",
                "run:\n  web: a\n", "setup:", "celery",
                "{\"env\": {\"A B\": 1, \"KEY\": \"\\u0085\\ufeff \\n x\", \"P\": \"{a: b}\"}, \"formation\": {\"web\": {\"quantity\": 7}}}",
                "{\"addons\": [\"heroku-postgresql\", {\"plan\": 3}], \"buildpacks\": [{\"url\": \"https://a/b\"}, {\"url\": \"x y\"}]}",
                "{\"scripts\": {\"start\": \"x\", \"postdeploy\": \"-\"}, \"env\": {\"TOKEN\": \"0f8fad5b-d9cb-469f-a165-70867728950e\"}}")
                .list().ofMaxSize(4).map(pieces -> String.join("", pieces));
        var folder = Combinators.combine(Arbitraries.of(".", "api", "apps/x_1"),
                Arbitraries.maps(Arbitraries.of(RepositoryScan.FILES), text)).as(Folder::new);
        return Combinators.combine(Arbitraries.strings().ofMaxLength(50), folder.list().ofMaxSize(3))
                .as((name, folders) -> new RepositoryFacts(name, new ArrayList<>(folders)));
    }

    @Property(tries = 500)
    void whateverTheFilesHoldTheProposalIsValid(@ForAll("repositories") RepositoryFacts facts) {
        valid(BlueprintProposal.of(facts));
    }
}
