package io.stackblaze.heroku.files;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What {@code heroku addons} prints: a row for each add-on, and below it one for each name under which it is attached.
 */
public final class AddonsText {
    private static final Pattern ADDON = Pattern
            .compile("[\\s│|]*([a-z0-9][a-z0-9-]*) \\(([A-Za-z0-9-]+)\\)\\s+[│|]?\\s*(\\S+).*");
    private static final Pattern ATTACHMENT = Pattern
            .compile("[\\s│|]*[└├]─+ as ([A-Z0-9_]+)(?: on ([a-z0-9-]+) app)?.*");
    private static final Pattern PRICE = Pattern.compile("\\$([0-9,]+(?:\\.[0-9]+)?)/month");

    private AddonsText() {}

    /**
     * A row.
     *
     * @param service such as {@code heroku-postgresql}
     * @param name such as {@code postgresql-flat-1234}
     * @param plan such as {@code heroku-postgresql:standard-0}
     * @param centsPerMonth -1 when it is not said
     * @param attachments names under which this app has it
     * @param elsewhere apps that have it too
     */
    public record Row(String service, String name, String plan, int centsPerMonth, List<String> attachments,
            List<String> elsewhere) {
        /** Copies the lists. */
        public Row {
            attachments = List.copyOf(attachments);
            elsewhere = List.copyOf(elsewhere);
        }
    }

    /** The rows. */
    public static Parsed<List<Row>> parse(String text) {
        var rows = new ArrayList<Row>();
        for (var line : (Iterable<String>) text.lines()::iterator) {
            var attachment = ATTACHMENT.matcher(line);
            var addon = ADDON.matcher(line);
            if (attachment.matches() && !rows.isEmpty()) {
                rows.add(with(rows.removeLast(), attachment.group(1), attachment.group(2)));
            } else if (addon.matches()) {
                var price = PRICE.matcher(line);
                var service = addon.group(1);
                var plan = addon.group(3);
                rows.add(new Row(service, addon.group(2), plan.contains(":") ? plan : service + ":" + plan,
                        price.find() ? (int) Math.round(Double.parseDouble(price.group(1).replace(",", "")) * 100) : -1,
                        List.of(), List.of()));
            }
        }
        return new Parsed<>(rows,
                rows.isEmpty() && !text.isBlank() && !text.contains("No add-ons")
                        ? List.of(new FileFault("addons.txt", 0, "No add-on is named here.",
                                "Write it anew: heroku addons --app APP > addons.txt"))
                        : List.of());
    }

    private static Row with(Row row, String attachment, @org.jspecify.annotations.Nullable String app) {
        var attachments = new ArrayList<>(row.attachments());
        var elsewhere = new ArrayList<>(row.elsewhere());
        if (app == null) {
            attachments.add(attachment);
        } else {
            elsewhere.add(app);
        }
        return new Row(row.service(), row.name(), row.plan(), row.centsPerMonth(), attachments, elsewhere);
    }
}
