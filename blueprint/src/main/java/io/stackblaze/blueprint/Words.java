package io.stackblaze.blueprint;

import java.util.Collection;
import java.util.Locale;

/** How messages speak of what somebody wrote. */
final class Words {
    private static final int SHOWN = 60;

    private Words() {}

    /** The text in quotes, short, printable, and not at all when it could be a secret. */
    static String quoted(String text) {
        if (SecretShape.in(text).isPresent()) {
            return "The value";
        }
        int end = text.codePointCount(0, text.length()) <= SHOWN ? text.length() : text.offsetByCodePoints(0, SHOWN);
        return '"' + printable(text.substring(0, end)) + (end < text.length() ? "..." : "") + '"';
    }

    /** The text as a value of a file, on one line: bare where that is safe, else in quotes. */
    static String literal(String text) {
        return text.matches("[A-Za-z_./$][A-Za-z0-9 _./$@%+-]*") && !text.endsWith(" ")
                && !text.matches("(?i)true|false|null")
                        ? text
                        : '"' + printable(text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")) + '"';
    }

    static String printable(String text) {
        var shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                    || Character.getType(c) == Character.SURROGATE) {
                shown.append("\\u%04x".formatted(c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }

    /** {@code Did you mean "start"? } with a blank at its end, or nothing when no candidate is near. */
    static String didYouMean(String word, Collection<String> candidates) {
        var nearest = "";
        int least = Math.max(1, Math.min(3, word.length() / 3)) + 1;
        var wanted = folded(word);
        for (var candidate : candidates) {
            if (Math.abs(candidate.length() - word.length()) < 4) {
                int distance = distance(wanted, folded(candidate));
                if (distance < least) {
                    least = distance;
                    nearest = candidate;
                }
            }
        }
        return nearest.isEmpty() ? "" : "Did you mean \"" + nearest + "\"? ";
    }

    private static String folded(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "_");
    }

    /** Edits (change, insert, delete, swap of neighbours) that make one of the other. */
    private static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                edits[i][j] = i == 0 || j == 0
                        ? i + j
                        : Math.min(Math.min(edits[i - 1][j], edits[i][j - 1]) + 1,
                                edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }

    /** {@code web, worker or cron}. */
    static String oneOf(Collection<String> words) {
        var all = words.stream().toList();
        if (all.size() < 2) {
            return String.join("", all);
        }
        return String.join(", ", all.subList(0, all.size() - 1)) + " or " + all.getLast();
    }
}
