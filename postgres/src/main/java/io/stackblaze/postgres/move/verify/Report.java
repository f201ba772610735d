package io.stackblaze.postgres.move.verify;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import tools.jackson.databind.json.JsonMapper;

/**
 * The outcome of a comparison of two databases, to be kept and to be checked by whoever does not believe it.
 *
 * @param at when it was made
 * @param source database, as host, port and name
 * @param target database, as host, port and name
 * @param tables every table with rows
 * @param checks everything else
 */
public record Report(Instant at, String source, String target, List<TableCheck> tables, List<Check> checks) {
    /** Copies the lists. */
    public Report {
        tables = List.copyOf(tables);
        checks = List.copyOf(checks);
    }

    /** Whether nothing differs. */
    @JsonProperty
    public boolean equal() {
        return tables.stream().allMatch(TableCheck::equal)
                && checks.stream().allMatch(check -> check.differences().isEmpty());
    }

    /** Rows that were compared. */
    public long rows() {
        return tables.stream().mapToLong(table -> table.source().rows()).sum();
    }

    /** Everything that differs, a line each. */
    public List<String> differences() {
        var tablesThatDiffer = tables.stream().filter(table -> !table.equal())
                .map(table -> "%s: %d rows on the source, %d on the target%s".formatted(table.table(),
                        table.source().rows(), table.target().rows(),
                        table.differing().stream().map(row -> "; %s %s".formatted(row.kind().name().toLowerCase(
                                Locale.ROOT), row.key())).collect(Collectors.joining())));
        return Stream.concat(tablesThatDiffer, checks.stream()
                .flatMap(check -> check.differences().stream().map(difference -> check.what() + ": " + difference)))
                .toList();
    }

    /** For programs. */
    public String json() {
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(this);
    }

    /** For people, with what to type into psql to see for oneself. */
    public String markdown() {
        return ReportMarkdown.of(this);
    }
}
