package io.stackblaze.engine.local.logs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LinesTest {
    private record Taken(List<String> lines, long consumed) {}

    private static Taken cut(byte[] output, int piece) {
        var lines = new ArrayList<String>();
        var offsets = new ArrayList<Long>();
        var cutter = new Lines(0, (offset, text) -> {
            offsets.add(offset);
            lines.add(text);
        });
        for (int from = 0; from < output.length; from += piece) {
            var block = Arrays.copyOfRange(output, from, Math.min(output.length, from + piece));
            cutter.take(block, block.length);
        }
        cutter.flush();
        assertThat(offsets).isSorted();
        return new Taken(lines, cutter.consumed());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void linesEndWithOrWithoutCarriageReturn() {
        assertThat(cut(bytes("one\r\ntwo\n\nfour"), 3).lines()).containsExactly("one", "two", "", "four");
    }

    @Test
    void aLongLineComesInPiecesThatEndBetweenCharacters() {
        var line = "ä€😀".repeat(5000);
        var pieces = cut(bytes(line + "\nnext\n"), 1000).lines();
        assertThat(String.join("", pieces.subList(0, pieces.size() - 1))).isEqualTo(line);
        assertThat(pieces.getLast()).isEqualTo("next");
    }

    @Property(tries = 300)
    void anyOutputBecomesValidTextWithoutLoss(@ForAll @Size(max = 60_000) byte[] output,
            @ForAll @IntRange(min = 1, max = 70_000) int piece) {
        var taken = cut(output, piece);
        assertThat(taken.consumed()).isEqualTo(output.length);
        for (var line : taken.lines()) {
            assertThat(line.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(Lines.LONGEST);
            assertThat(line.indexOf('\n')).isNegative();
            assertThat(line.indexOf('\0')).isNegative();
        }
    }

    @Property(tries = 200)
    void howOutputArrivesMakesNoDifference(@ForAll @Size(max = 3000) byte[] output,
            @ForAll @IntRange(min = 1, max = 100) int piece) {
        assertThat(cut(output, piece)).isEqualTo(cut(output, Math.max(1, output.length)));
    }
}
