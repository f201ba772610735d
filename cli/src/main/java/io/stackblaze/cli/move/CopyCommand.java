package io.stackblaze.cli.move;

import java.io.IOException;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.postgres.move.DatabaseCopy;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.Target;
import io.stackblaze.postgres.move.copy.Limits;
import io.stackblaze.postgres.move.schema.SchemaBy;

/** Copies a database as it is at one moment, and proves the copy. Typed again after a cut, it goes on. */
public final class CopyCommand implements Command {
    @Override
    public void describe(Syntax syntax) {
        Word.describe(syntax)
                .number("COUNT", "Tables copied and indexes built at once; as many as fit by default.", "--jobs")
                .number("MB", "Most megabytes a second that are read from the source.", "--limit-rate")
                .option("WAY", "How the schema is read: auto (pg_dump if a fitting one is here), pg_dump, catalog.",
                        "--schema-by")
                .option("FILE", "Writes the comparison here: Markdown, or JSON for a name with .json.", "--report")
                .note("The source is only read, and goes on being used; the target must be empty.",
                        "To keep a target in step with a source that changes: stackblaze db follow", Word.note());
    }

    @Override
    public int run(Call call) throws Failure, IOException, InterruptedException {
        var addresses = Addresses.of(call);
        var progress = new CopyProgress(call.screen(), call.context().clock());
        call.screen().note("Copying " + addresses.source().shown() + " to " + addresses.target().shown());
        try {
            var outcome = new DatabaseCopy(addresses.source(), new Target(addresses.target()), limits(call),
                    call.context().clock(), progress).run();
            progress.clear();
            Reports.tell(call.screen(), outcome.findings());
            outcome.settingsLeft().forEach(setting -> call.screen().note("  ! The setting " + setting.name()
                    + " of the role " + setting.role().orElse("") + " is left out: there is no such role."));
            return Reports.tell(call, outcome.report());
        } catch (MoveException e) {
            progress.clear();
            throw Reports.failure(e);
        }
    }

    /** What the command line says of the work's size. */
    static Limits limits(Call call) throws Failure {
        var usual = Limits.usual();
        int jobs = call.number("--jobs").orElse(usual.readers());
        int rate = call.number("--limit-rate").orElse(0);
        if (jobs < 1 || jobs > 64 || rate < 0) {
            throw Failure.of("--jobs must be from 1 to 64, and --limit-rate not below 0.");
        }
        return new Limits(jobs, jobs, rate * 1_000_000L, usual.indexMemoryMiB(), schema(call));
    }

    private static SchemaBy schema(Call call) throws Failure {
        var word = call.option("--schema-by").orElse(SchemaBy.AUTO.word());
        for (SchemaBy way : SchemaBy.values()) {
            if (way.word().equals(word)) {
                return way;
            }
        }
        throw Failure.of("--schema-by is auto, pg_dump or catalog, not " + word + ".");
    }
}
