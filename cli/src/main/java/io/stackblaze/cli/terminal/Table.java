package io.stackblaze.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns. Columns that are empty in every row are left out. */
public final class Table {
    private static final String GAP = "  ";
    private final List<List<String>> rows = new ArrayList<>();

    /** A table with this first row. */
    public Table(String... header) {
        rows.add(List.of(header));
    }

    /** Adds a row, with as many cells as the header. */
    public void add(String... cells) {
        rows.add(List.of(cells));
    }

    /** Whether there is a header alone. */
    public boolean isEmpty() { return rows.size() == 1; }

    /** The lines, the header in {@code style}; states get their colour. */
    public List<String> lines(Style style) {
        int[] widths = widths();
        var lines = new ArrayList<String>();
        for (var row : rows) {
            var line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                if (widths[column] > 0) {
                    line.append(pad(row.get(column), widths[column])).append(GAP);
                }
            }
            var text = line.toString().stripTrailing();
            lines.add(lines.isEmpty() ? style.dim(text) : text);
        }
        return lines;
    }

    private int[] widths() {
        int[] widths = new int[rows.getFirst().size()];
        for (int column = 0; column < widths.length; column++) {
            boolean used = false;
            for (var row : rows.subList(1, rows.size())) {
                widths[column] = Math.max(widths[column], row.get(column).length());
                used |= !row.get(column).isEmpty();
            }
            widths[column] = used ? Math.max(widths[column], rows.getFirst().get(column).length()) : 0;
        }
        return widths;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
