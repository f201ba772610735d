package io.stackblaze.server.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.stackblaze.server.migration.MigrationView.Word;

/** What steps do and how they are taken back, in words. Pure. */
final class Words {
    private Words() {}

    /** {@code 1 row}, {@code 3 rows}. */
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    static String verb(Word word) {
        return switch (word) {
            case INSPECT -> "inspect the app";
            case PREPARE -> "prepare the project";
            case SYNC -> "sync the data";
            case REHEARSE -> "rehearse in staging";
            case REVIEW -> "review it";
            case CUTOVER -> "cut over";
            case WATCH -> "watch it";
            case SETTLE -> "settle";
        };
    }

    /** What a step does, a sentence each. */
    static List<String> plan(Word word, Migration migration) {
        return switch (word) {
            case INSPECT -> List.of(
                    "Read everything about " + migration.app() + " from Heroku; nothing is changed there.",
                    "Connect to its datastores to see what is in them and what their roles may do.",
                    migration.source() == null ? "Fetch the slug that Heroku runs." : "Use the source that was sent.",
                    "Make a blueprint of it, and say what cannot be moved.");
            case PREPARE -> List.of("Keep its config vars in " + migration.target() + ", encrypted.",
                    "Build the code, and make " + names(migration) + ", all processes at zero.",
                    "Lead visitors of our address to Heroku.", "Nothing changes at Heroku.");
            case SYNC -> migration.stores().isEmpty()
                    ? List.of("There is no datastore to copy.")
                    : List.of("Copy " + stores(migration) + " while Heroku goes on writing.",
                            "Compare every row and key, then keep the copies in step until you settle.",
                            "At Heroku, triggers that note changed keys come into the database; the app goes on as it is.");
            case REHEARSE -> List.of("Make the environment staging, with a copy of the synced data.",
                    "Run the release phase, start the web processes, each worker, and each job once.",
                    "Compare answers of Heroku and of staging.", "Take staging away again.");
            case REVIEW -> List.of("A person looks at the blueprint and at what was found, and approves.");
            case CUTOVER -> cutover(migration);
            case WATCH -> List.of("Compare errors and latency with before, for an hour.",
                    migration.fact(Fact.AUTO_ROLLBACK).orElse(false)
                            ? "Roll back by itself when they are worse for half a minute, as was asked for."
                            : "Say so when they are worse, and propose to roll back.");
            case SETTLE -> List.of("Take a last backup of each datastore, and prove it by a restore.",
                    "End following back to Heroku; from then on there is no way back without loss.",
                    "List what may be deprovisioned at Heroku; nothing there is deleted.");
        };
    }

    private static List<String> cutover(Migration migration) {
        var plan = new ArrayList<String>();
        migration.web().ifPresent(web -> plan.add("Start " + web.name() + " here, until it is healthy."));
        if (!migration.stores().isEmpty()) {
            plan.add("Compare both sides whole, while writes go on.");
        }
        plan.add("Stop the workers and jobs at Heroku, and see them stopped.");
        if (migration.web().isPresent()) {
            plan.add("Hold requests; none is refused.");
        }
        migration.stores().forEach(store -> plan.add("Stop writes to " + store.service()
                + ", bring the rest over, and compare what changed; any difference takes everything back."));
        plan.add("Switch Heroku to maintenance, and serve here; then start workers and jobs here.");
        migration.fact(Fact.DNS).ifPresent(dns -> plan.add("Lead " + String.join(", ", DnsBoard.domains(migration))
                + " to " + String.join(", ", dns.to()) + " in DNS" + (dns.server() == null ? ", which you do" : "")
                + ". For up to a minute after that some visitors still come to Heroku, and see its maintenance page."));
        if (!migration.stores().isEmpty()) {
            plan.add("From then on keep the data at Heroku in step, for the way back.");
        }
        return plan;
    }

    /** How a step is taken back. */
    static String undo(Word word) {
        return switch (word) {
            case INSPECT -> "Nothing was changed.";
            case PREPARE -> "Abort: what runs here is stopped; Heroku was not changed.";
            case SYNC -> "Abort: what was added to Heroku's databases is removed.";
            case REHEARSE -> "Staging is taken away by itself.";
            case REVIEW -> "Nothing is changed by it.";
            case CUTOVER, WATCH -> "Roll back: the app runs at Heroku again, with everything that was written here.";
            case SETTLE -> "There is no way back after it.";
        };
    }

    /** What rolling back would do now; empty when there is nothing to roll back. */
    static String rollback(Migration migration) {
        if (migration.finishedAt() == null && !migration.isHere() && migration.fact(Fact.SAVED).isPresent()) {
            return "Heroku's workers and jobs, which were stopped, start again as they were.";
        }
        if (migration.finishedAt() != null || !migration.isHere()) {
            return "";
        }
        return "Workers and jobs stop here; requests are held while the last writes are brought to Heroku and compared;"
                + " then Heroku serves again, its workers and jobs as they were. Nothing that was written here is lost.";
    }

    private static String stores(Migration migration) {
        return migration.stores().stream().map(Fact.Store::service).collect(Collectors.joining(", "));
    }

    private static String names(Migration migration) {
        return migration.pairs().stream().map(Fact.Pair::name).collect(Collectors.joining(", "));
    }
}
