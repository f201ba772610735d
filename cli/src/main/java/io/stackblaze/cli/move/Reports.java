package io.stackblaze.cli.move;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.terminal.Screen;
import io.stackblaze.cli.terminal.Words;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.preflight.Finding;
import io.stackblaze.postgres.move.preflight.Findings;
import io.stackblaze.postgres.move.verify.Report;

/** What a move found out, told to people. */
final class Reports {
    private static final int MOST_DIFFERENCES = 50;

    private Reports() {}

    /** What is not carried, or slower. */
    static void tell(Screen screen, Findings findings) {
        findings.of(Finding.Level.LIMIT).forEach(finding -> screen.note("  ! " + finding));
    }

    /** Prints a comparison, writes it down where asked; the exit code says whether both sides are equal. */
    static int tell(Call call, Report report) throws Failure, IOException {
        var file = call.option("--report");
        if (file.isPresent()) {
            write(call, file.get(), file.get().endsWith(".json") ? report.json() : report.markdown());
        }
        if (call.json()) {
            call.screen().result(report.json());
        } else if (report.equal()) {
            call.screen().result("Equal: %s in %s, and %s beside them.".formatted(Words.count(report.rows(), "row"),
                    Words.count(report.tables().size(), "table"),
                    Words.count(report.checks().stream().mapToLong(check -> check.compared()).sum(), "object")));
        }
        if (!report.equal()) {
            List<String> differences = report.differences();
            throw Failure.of("Both sides differ in " + Words.count(differences.size(), "place") + ".",
                    "Is something writing to either side? Then compare again, or use: stackblaze db follow")
                    .withLines(differences.stream().limit(MOST_DIFFERENCES).toList());
        }
        return 0;
    }

    /** Writes a report into a file that was named, and says so. */
    static void write(Call call, String file, String text) throws Failure {
        var path = call.context().directory().resolve(file);
        try {
            Files.writeString(path, text);
            call.screen().note("Report: " + path);
        } catch (IOException e) {
            throw Failure.of("The report cannot be written to " + path + ": " + e.getMessage());
        }
    }

    /** A move's own words, and how the command ends. */
    static Failure failure(MoveException e) {
        var message = String.valueOf(e.getMessage());
        return switch (e.code()) {
            case UNREACHABLE -> Failure.unreachable(message);
            case DENIED -> Failure.notAllowed(message);
            default -> Failure.of(message);
        };
    }
}
