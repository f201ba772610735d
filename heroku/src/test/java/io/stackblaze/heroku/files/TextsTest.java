package io.stackblaze.heroku.files;

import java.util.List;
import java.util.Map;

import io.stackblaze.heroku.inventory.Domain;
import io.stackblaze.heroku.inventory.Job;
import io.stackblaze.heroku.inventory.ProcessType;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TextsTest {
    @Test
    void jobsOfTheSchedulersPageKeepTheirMinute() {
        var parsed = JobText.parse("""
                Heroku Scheduler
                Job	Dyno Size	Frequency	Last Run	Next Due
                $ rake basic:cleanup	Basic	Daily at 2:30 AM UTC	November 22, 2026 2:30 AM UTC
                $ node bin/sync.js --all
                Standard-1X
                Hourly at :20
                November 22, 2026 2:20 AM UTC
                $ python manage.py ping
                Eco
                Every 10 minutes
                $ bin/report	Standard-2X	Daily at 12:00 AM UTC
                $ bin/noon	Standard-2X	Daily at 12:30 PM UTC
                $ bin/late	Every hour at 50 minutes
                """);

        assertThat(parsed.faults()).isEmpty();
        assertThat(parsed.value()).containsExactly(new Job("", "rake basic:cleanup", 1440, 150, "Basic"),
                new Job("", "node bin/sync.js --all", 60, 20, "Standard-1X"),
                new Job("", "python manage.py ping", 10, 0, "Eco"), new Job("", "bin/report", 1440, 0, "Standard-2X"),
                new Job("", "bin/noon", 1440, 750, "Standard-2X"), new Job("", "bin/late", 60, 50, ""));
        assertThat(parsed.value()).extracting(Job::cron).containsExactly("30 2 * * *", "20 * * * *", "*/10 * * * *",
                "0 0 * * *", "30 12 * * *", "50 * * * *");
    }

    @Test
    void aJobWithoutAFrequencyIsAFaultWithItsLine() {
        assertThat(JobText.parse("Jobs\n$ rake nothing\n").faults()).extracting(FileFault::line).containsExactly(2);
        assertThat(JobText.parse("Nothing here").faults()).hasSize(1);
    }

    @Test
    void processTypesAreReadFromPs() {
        var parsed = PsText.parse("""
                === web (Standard-1X): bundle exec puma -C config/puma.rb (2)

                web.1: up 2026/11/20 10:00:00 +0000 (~ 3d ago)
                web.2: up 2026/11/20 10:00:03 +0000 (~ 3d ago)

                === worker (Basic): bin/worker (fast) (1)

                worker.1: up 2026/11/20 10:00:00 +0000 (~ 3d ago)
                === run (Basic): bash (1)
                """);

        assertThat(parsed.value()).containsExactly(
                new ProcessType("web", "bundle exec puma -C config/puma.rb", 2, "Standard-1X"),
                new ProcessType("worker", "bin/worker (fast)", 1, "Basic"));
    }

    @Test
    void addonsAreReadWithWhatTheyAreCalledHereAndElsewhere() {
        var parsed = AddonsText.parse("""
                Add-on                                      Plan         Price        Max Price   State
                ───────────────────────────────────────────────────────────────────────────────────────
                heroku-postgresql (postgresql-flat-12345)   standard-0   ~$0.069/hour $50/month   created
                 ├─ as DATABASE
                 └─ as HEROKU_POSTGRESQL_COPPER on reports app

                scheduler (scheduler-cubic-1)               standard     free         free        created
                 └─ as SCHEDULER
                The table above shows add-ons and the attachments to the current app (shop) or other apps.
                """);

        assertThat(parsed.value()).containsExactly(
                new AddonsText.Row("heroku-postgresql", "postgresql-flat-12345", "heroku-postgresql:standard-0", 5000,
                        List.of("DATABASE"), List.of("reports")),
                new AddonsText.Row("scheduler", "scheduler-cubic-1", "scheduler:standard", -1, List.of("SCHEDULER"),
                        List.of()));
    }

    @Test
    void domainsAreReadWithTheirTargets() {
        var parsed = DomainsText.parse("""
                === shop Heroku Domain

                shop-1a2b3c.herokuapp.com

                === shop Custom Domains

                 Domain Name      DNS Record Type  DNS Target                                SNI Endpoint
                 ──────────────── ──────────────── ───────────────────────────────────────── ────────────
                 example.com      ALIAS or ANAME   fluffy-cat.herokudns.com                  tokachi-1
                 *.example.com    CNAME            whispering-willow-1.herokudns.com         undefined
                """);

        assertThat(parsed.value()).containsExactly(new Domain("shop-1a2b3c.herokuapp.com", false, "", "", ""),
                new Domain("example.com", true, "fluffy-cat.herokudns.com", "", ""),
                new Domain("*.example.com", true, "whispering-willow-1.herokudns.com", "", ""));
    }

    @Test
    void aProcfileIsReadAsHerokuReadsIt() {
        var parsed = ProcfileText.parse("# all\nweb: node a.js: b\n\nrelease:rake db:migrate\nnonsense\n");

        assertThat(parsed.value()).isEqualTo(Map.of("web", "node a.js: b", "release", "rake db:migrate"));
        assertThat(parsed.faults()).extracting(FileFault::line).containsExactly(5);
    }

    @Test
    void anAppJsonTellsWhatNewAppsGet() {
        var manifest = AppManifest
                .parse("""
                        {"stack": "heroku-24", "env": {"A": "1", "B": {"generator": "secret"}, "C": {"required": false}},
                         "addons": ["heroku-postgresql:essential-0", {"plan": "heroku-redis"}], "buildpacks": [{"url": "heroku/ruby"}],
                         "scripts": {"postdeploy": "rake db:seed"},
                         "environments": {"review": {"scripts": {"postdeploy": {"command": "bin/review"}}},
                                          "test": {"scripts": {"test": "rspec"}}}}""")
                .value();

        assertThat(manifest.env()).containsEntry("A", new AppManifest.Variable("1", true, false))
                .containsEntry("B", new AppManifest.Variable(null, true, true))
                .containsEntry("C", new AppManifest.Variable(null, false, false));
        assertThat(manifest.addons()).containsExactly("heroku-postgresql:essential-0", "heroku-redis");
        assertThat(manifest.reviewPostdeploy()).isEqualTo("bin/review");
        assertThat(manifest.test()).isEqualTo("rspec");
        assertThat(AppManifest.parse("{").faults()).hasSize(1);
    }

    @Test
    void aHerokuYmlTellsWhichDockerfileEachProcessIsOf() {
        var yml = HerokuYml.parse("""
                setup:
                  addons: [{plan: heroku-postgresql, as: DATABASE}]
                build:
                  docker: {web: Dockerfile, worker: worker/Dockerfile}
                run:
                  worker: bin/worker
                  mailer: {image: worker, command: [bin/mailer, "--fast"]}
                release: {image: web, command: [rake db:migrate]}
                """).value();

        assertThat(yml.dockerfiles()).containsEntry("web", "Dockerfile").containsEntry("mailer", "worker/Dockerfile");
        assertThat(yml.run()).containsEntry("worker", "bin/worker").containsEntry("mailer", "bin/mailer && --fast");
        assertThat(yml.release()).isEqualTo("rake db:migrate");
        assertThat(HerokuYml.parse("a: [").faults()).hasSize(1);
    }

    @Property(tries = 300)
    void anyTextIsReadWithoutAnException(@ForAll String text) {
        assertThat(JobText.parse("$" + text)).isNotNull();
        assertThat(PsText.parse(text)).isNotNull();
        assertThat(AddonsText.parse(text)).isNotNull();
        assertThat(DomainsText.parse(text)).isNotNull();
        assertThat(ProcfileText.parse(text)).isNotNull();
        assertThat(AppManifest.parse(text)).isNotNull();
        assertThat(HerokuYml.parse(text)).isNotNull();
    }
}
