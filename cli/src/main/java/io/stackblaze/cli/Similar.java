package io.stackblaze.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds what somebody may have meant. */
public final class Similar {
    private static final int AT_MOST = 3;

    private Similar() {}

    /** The known words that are few keystrokes from what was typed, nearest first. */
    public static List<String> to(String typed, Collection<String> known) {
        int tolerance = Math.max(1, typed.length() / 3);
        return known.stream().distinct().filter(word -> distance(typed, word) <= tolerance || begins(word, typed))
                .sorted(Comparator.<String>comparingInt(word -> distance(typed, word)).thenComparing(word -> word))
                .limit(AT_MOST).toList();
    }

    private static boolean begins(String word, String typed) {
        return typed.length() > 1 && word.startsWith(typed);
    }

    /** Levenshtein's distance, with two swapped neighbours as one. */
    static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                steps[i][j] = i == 0 ? j : j == 0 ? i : cheapest(steps, a, b, i, j);
            }
        }
        return steps[a.length()][b.length()];
    }

    private static int cheapest(int[][] steps, String a, String b, int i, int j) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(steps[i - 1][j - 1] + change, Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, steps[i - 2][j - 2] + 1) : best;
    }
}
