package io.stackblaze.cli.move;

import java.io.IOException;
import java.util.Optional;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.verify.Side;
import io.stackblaze.postgres.move.verify.Verification;

/** Compares two databases that nobody writes to at the moment. */
public final class VerifyCommand implements Command {
    @Override
    public void describe(Syntax syntax) {
        Word.describe(syntax).number("COUNT", "Tables compared at once.", "--jobs")
                .option("FILE", "Writes the comparison here: Markdown, or JSON for a name with .json.", "--report")
                .note("Compares every table's rows by number and hash, then sequences, indexes, constraints,",
                        "extensions, settings and large objects. The report says how to do the same by hand.",
                        Word.note());
    }

    @Override
    public int run(Call call) throws Failure, IOException, InterruptedException {
        var addresses = Addresses.of(call);
        call.screen().note("Comparing " + addresses.source().shown() + " with " + addresses.target().shown());
        try {
            var report = new Verification(new Side(addresses.source(), Optional.empty()),
                    new Side(addresses.target(), Optional.empty()), CopyCommand.limits(call).readers(),
                    call.context().clock()).run();
            return Reports.tell(call, report);
        } catch (MoveException e) {
            throw Reports.failure(e);
        }
    }
}
