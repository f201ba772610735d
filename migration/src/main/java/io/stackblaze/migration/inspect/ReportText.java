package io.stackblaze.migration.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.stackblaze.heroku.inventory.Datastore;

/** The report for a terminal and, with headings and lists, as Markdown. */
public final class ReportText {
    private final Report report;
    private final boolean markdown;
    private final List<String> lines = new ArrayList<>();

    private ReportText(Report report, boolean markdown) {
        this.report = report;
        this.markdown = markdown;
    }

    /** Lines for a terminal; those of {@link #isHeading} stand out. */
    public static List<String> terminal(Report report) {
        return new ReportText(report, false).write();
    }

    /** A Markdown file. */
    public static String markdown(Report report) {
        return String.join("\n", new ReportText(report, true).write()) + "\n";
    }

    /** Whether a line of {@link #terminal} begins a part. */
    public static boolean isHeading(String line) {
        return !line.isEmpty() && line.charAt(0) != ' ';
    }

    private List<String> write() {
        var app = report.inventory().app();
        title(app.name() + " on Heroku");
        item(String.join(", ", List.of(app.region(), app.stack(), app.generation(),
                app.space() == null ? "" : "space " + app.space(), app.maintenance() ? "in maintenance" : "",
                app.archived() ? "archived" : "").stream().filter(word -> !word.isEmpty()).toList()));
        mapping();
        datastores();
        risks();
        code();
        costs();
        findings();
        heading("Nothing was changed at Heroku");
        item(report.calls() == 0
                ? "Files were read; nobody was asked."
                : report.calls() + " questions were asked" + (report.remaining() < 0
                        ? "."
                        : "; the account may ask " + report.remaining() + " more now."));
        return lines;
    }

    private void mapping() {
        heading("What becomes of it");
        var open = new ArrayList<Counterpart>();
        for (var each : report.mapping().counterparts()) {
            if (each.decided()) {
                item(told(each));
            } else {
                open.add(each);
            }
        }
        if (!open.isEmpty()) {
            heading("To be decided by you (" + open.size() + ")");
            open.forEach(each -> item(told(each)));
        }
    }

    private static String told(Counterpart each) {
        return each.kind() + " " + each.there() + (each.here().isEmpty() ? "" : " -> " + each.here())
                + (each.note().isEmpty() ? "" : ": " + each.note());
    }

    private void datastores() {
        if (report.inventory().datastores().isEmpty()) {
            return;
        }
        heading("Datastores");
        report.inventory().datastores().forEach(this::datastore);
    }

    private void datastore(Datastore store) {
        var said = new ArrayList<String>();
        var postgres = store.postgres();
        var keyValue = store.keyValue();
        if (postgres != null) {
            said.add("Postgres " + postgres.version());
            said.add(bytes(postgres.bytes()));
            said.add(postgres.tables().size() + " tables");
            said.add(postgres.connections() + " of " + postgres.connectionLimit() + " connections");
            if (!postgres.extensions().isEmpty()) {
                said.add("extensions " + String.join(" ", postgres.extensions()));
            }
        } else if (keyValue != null) {
            said.add("version " + keyValue.version());
            said.add(bytes(keyValue.usedBytes())
                    + (keyValue.limitBytes() > 0 ? " of " + bytes(keyValue.limitBytes()) : ""));
            said.add(keyValue.keys() + " keys");
            said.add(keyValue.policy());
        } else {
            said.add("version " + (store.info().version().isEmpty() ? "not known" : store.info().version()));
            if (store.info().bytes() >= 0) {
                said.add(bytes(store.info().bytes()));
            }
            if (store.info().tables() >= 0) {
                said.add(store.info().tables() + " tables");
            }
            if (store.info().info().containsKey("Connections")) {
                said.add("connections " + store.info().info().get("Connections"));
            }
        }
        item(store.addon().name() + " (" + store.addon().plan() + "): " + String.join(", ", said));
        if (postgres != null) {
            postgres.abilities().forEach(each -> detail((each.works() ? "may: " : "may not: ") + each.name()
                    + (each.said().isEmpty() ? "" : " (" + each.said() + ")")));
        }
    }

    private void risks() {
        heading("Risks, the worst first (" + report.risks().size() + ")");
        for (var risk : report.risks()) {
            item(risk.title());
            detail(risk.evidence());
            detail("-> " + risk.remedy());
        }
    }

    private void code() {
        if (report.inventory().code().isEmpty()) {
            return;
        }
        heading("Lines of code to look at (" + report.inventory().code().size() + ")");
        var rule = "";
        for (var hit : report.inventory().code()) {
            item(hit.file() + ":" + hit.line() + "  " + hit.excerpt());
            if (!hit.rule().equals(rule)) {
                detail(hit.reason());
                detail("-> " + hit.remedy());
            }
            rule = hit.rule();
        }
    }

    private void costs() {
        heading("Each month");
        for (var cost : report.mapping().costs()) {
            item("%-32s %10s there %10s here".formatted(cost.what(), dollars(cost.there()),
                    cost.here() < 0 ? "as now" : dollars(cost.here())).stripTrailing());
        }
        item("%-32s %10s there %10s here".formatted("together", dollars(report.centsThere()),
                dollars(report.centsHere())));
    }

    private void findings() {
        if (report.inventory().findings().isEmpty()) {
            return;
        }
        heading("What could not be seen (" + report.inventory().findings().size() + ")");
        for (var finding : report.inventory().findings()) {
            item(finding.what() + ": " + finding.why());
            detail("-> " + finding.remedy());
        }
    }

    private void title(String text) {
        lines.add((markdown ? "# " : "") + text);
        if (markdown) {
            lines.add("");
        }
    }

    private void heading(String text) {
        lines.add("");
        lines.add((markdown ? "## " : "") + text);
        if (markdown) {
            lines.add("");
        }
    }

    private void item(String text) {
        lines.add((markdown ? "- " : "  ") + clean(text));
    }

    private void detail(String text) {
        lines.add((markdown ? "  - " : "      ") + clean(text));
    }

    /** One line, which no name or command can turn into markup or into orders for a terminal. */
    private String clean(String text) {
        var line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
        return markdown ? line.replaceAll("([<>`*_\\[\\]|])", "\\\\$1") : line;
    }

    private static String dollars(int cents) {
        return cents < 0 ? "?" : String.format(Locale.ROOT, cents % 100 == 0 ? "$%.0f" : "$%.2f", cents / 100.0);
    }

    private static String bytes(long bytes) {
        return bytes >= 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f GB", bytes / 1e9)
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
