package io.stackblaze.cli.move;

import java.io.IOException;
import java.util.Optional;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.cutover.DatabaseMove.Phase;
import io.stackblaze.postgres.move.verify.Report;
import io.stackblaze.postgres.move.verify.Side;
import io.stackblaze.postgres.move.verify.Verification;

/** Compares two databases: of a move that is followed while writes go on, others while nobody writes. */
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
        return DatabaseWork.with(call, work -> {
            var addresses = work.addresses();
            call.screen().note("Comparing " + addresses.source().shown() + " with " + addresses.target().shown());
            return Reports.tell(call, report(call, work));
        });
    }

    private static Report report(Call call, DatabaseWork work) throws MoveException, InterruptedException, Failure {
        if (work.move().phase() == Phase.FOLLOWING) {
            return work.move().verify();
        }
        return new Verification(new Side(work.addresses().source(), Optional.empty()),
                new Side(work.addresses().target(), Optional.empty()), CopyCommand.limits(call).readers(),
                call.context().clock()).run();
    }
}
