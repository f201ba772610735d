package io.stackblaze.postgres.move.verify;

import java.util.stream.Collectors;

/** A report as people read it. */
final class ReportMarkdown {
    private ReportMarkdown() {}

    static String of(Report report) {
        var differences = report.differences();
        return """
                # Comparison of %s with %s

                %s: **%s**. %,d rows in %d tables.
                %s
                ## Tables

                | table | rows, source | rows, target | sum of hashes, source | sum of hashes, target | seconds | equal |
                |---|---|---|---|---|---|---|
                %s
                ## The rest

                | what | compared | differences |
                |---|---|---|
                %s
                ## See for yourself

                Run this with psql on both sides while nobody writes; each line must be the same on both.

                ```sql
                %s
                %s
                ```
                """
                .formatted(report.source(), report.target(), report.at(),
                        report.equal() ? "equal" : "NOT EQUAL", report.rows(), report.tables().size(),
                        differences.stream().map(line -> "- " + line + "\n").collect(Collectors.joining("", "\n", "")),
                        report.tables().stream().map(ReportMarkdown::row).collect(Collectors.joining()),
                        report.checks().stream().map(ReportMarkdown::row).collect(Collectors.joining()),
                        Verification.PINS,
                        report.tables().stream().map(table -> table.query() + ";").collect(Collectors.joining("\n")));
    }

    private static String row(TableCheck check) {
        return "| %s | %d | %d | %s | %s | %.3f | %s |%n".formatted(cell(check.table()), check.source().rows(),
                check.target().rows(), check.source().hash(), check.target().hash(), check.time().toNanos() / 1e9,
                check.equal() ? "yes" : "**no**");
    }

    private static String row(Check check) {
        return "| %s | %d | %s |%n".formatted(cell(check.what()), check.compared(),
                check.differences().isEmpty() ? "none" : cell(String.join("; ", check.differences())));
    }

    private static String cell(String text) {
        return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ");
    }
}
