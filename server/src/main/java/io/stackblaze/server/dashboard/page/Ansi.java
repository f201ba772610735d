package io.stackblaze.server.dashboard.page;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads the colours out of a line that a terminal would show. What a line can do here is choose among fixed style
 * classes; every other escape sequence and control character is dropped.
 */
public final class Ansi {
    /** CSI (colours among them), OSC up to its end, and two-character escapes. */
    private static final Pattern ESCAPE = Pattern
            .compile("\u001b\\[([0-?]*)[ -/]*([@-~])|\u001b\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?|\u001b[ -~]?");
    /** Among them the marks that turn text around, which could make a line read as another. */
    private static final Pattern CONTROL = Pattern
            .compile("[\\p{Cntrl}&&[^\t]]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]");
    private static final String[] COLOURS = {"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"};

    private Ansi() {}

    /**
     * A piece of a line in one style.
     *
     * @param style style classes, separated by spaces; empty for plain text
     */
    public record Run(String style, String text) {}

    /** The line in pieces; adjacent pieces differ in style, and none is empty. */
    public static List<Run> runs(String line) {
        var runs = new ArrayList<Run>();
        var matcher = ESCAPE.matcher(line);
        var colour = "";
        var bold = false;
        int from = 0;
        while (matcher.find()) {
            add(runs, style(colour, bold), line.substring(from, matcher.start()));
            from = matcher.end();
            if ("m".equals(matcher.group(2))) {
                for (var code : codes(matcher.group(1))) {
                    if (code == 0) {
                        colour = "";
                        bold = false;
                    } else if (code == 1 || code == 22) {
                        bold = code == 1;
                    } else if (code == 39) {
                        colour = "";
                    } else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) {
                        colour = "ansi-" + COLOURS[code % 10];
                    }
                }
            }
        }
        add(runs, style(colour, bold), line.substring(from));
        return List.copyOf(runs);
    }

    /** Colours of 256 and of 16 million stand as {@code 38;5;n} and {@code 38;2;r;g;b}: they end what is read. */
    private static List<Integer> codes(String parameters) {
        var codes = new ArrayList<Integer>();
        for (var word : parameters.split(";", -1)) {
            if (word.equals("38") || word.equals("48")) {
                break;
            }
            if (word.isEmpty()) {
                codes.add(0);
            } else if (word.length() <= 3 && word.chars().allMatch(c -> c >= '0' && c <= '9')) {
                codes.add(Integer.parseInt(word));
            }
        }
        return codes;
    }

    private static String style(String colour, boolean bold) {
        return bold ? (colour + " ansi-bold").strip() : colour;
    }

    private static void add(List<Run> runs, String style, String text) {
        var shown = CONTROL.matcher(text).replaceAll("");
        if (shown.isEmpty()) {
            return;
        }
        if (!runs.isEmpty() && runs.getLast().style().equals(style)) {
            shown = runs.removeLast().text() + shown;
        }
        runs.add(new Run(style, shown));
    }
}
