package io.stackblaze.build.tool;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.assertj.core.api.Assertions.assertThat;

class LinesTest {
    @Property
    void anyBytesBecomeLinesThatALogCanBear(@ForAll byte[] bytes) throws IOException {
        assertThat(lines(bytes, 1 << 20)).allSatisfy(line -> assertThat(line).isNotEmpty().hasSizeLessThan(4100)
                .doesNotContainPattern("\\p{Cntrl}"));
    }

    @Example
    void coloursAndProgressBarsAreTakenOut() throws IOException {
        var text = "\u001B[32mok\u001B[0m\r 10%\r 20%\n\u001B]0;title\u0007done\n\n";

        assertThat(lines(text.getBytes(StandardCharsets.UTF_8), 1 << 20)).containsExactly("ok", " 10%", " 20%", "done");
    }

    @Example
    void aHugeLineIsCutAndTheNextIsWhole() throws IOException {
        var lines = lines(("x".repeat(100_000) + "\nnext").getBytes(StandardCharsets.UTF_8), 1 << 20);

        assertThat(lines).hasSize(2).last().isEqualTo("next");
        assertThat(lines.getFirst()).endsWith("xxx ... (line cut)").hasSizeLessThan(4100);
    }

    private static List<String> lines(byte[] bytes, long limit) throws IOException {
        var heard = new ArrayList<String>();
        new Lines(limit, heard::add).read(new ByteArrayInputStream(bytes));
        return heard;
    }
}
