package io.stackblaze.server.dashboard;

import java.util.stream.Collectors;

import io.stackblaze.server.dashboard.page.Ansi;
import io.stackblaze.server.dashboard.page.Ansi.Run;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AnsiTest {
    @Test
    void coloursBecomeStylesAndEndWhereTheyAreReset() {
        assertThat(Ansi.runs("a \u001b[31merror\u001b[0m b")).containsExactly(new Run("", "a "),
                new Run("ansi-red", "error"), new Run("", " b"));
        assertThat(Ansi.runs("\u001b[1;92mok\u001b[22m fine")).containsExactly(new Run("ansi-green ansi-bold", "ok"),
                new Run("ansi-green", " fine"));
    }

    @Test
    void largerColoursAreLeftOut() {
        assertThat(Ansi.runs("\u001b[38;5;196mred\u001b[0m")).containsExactly(new Run("", "red"));
        assertThat(Ansi.runs("\u001b[1;38;2;1;2;3mred\u001b[m")).containsExactly(new Run("ansi-bold", "red"));
    }

    @Test
    void whatMovesTheCursorOrNamesALinkIsDropped() {
        assertThat(Ansi.runs("\u001b[2J\u001b[10;4Hhome \u001b]8;;http://x\u0007link\u001b]8;;\u001b\\ \u001b[?25l."))
                .containsExactly(new Run("", "home link ."));
        assertThat(Ansi.runs("cut \u001b[3")).extracting(Run::text).containsExactly("cut 3");
    }

    @Test
    void textThatTurnsAroundIsTurnedBack() {
        assertThat(Ansi.runs("user\u202etxt.exe\u2066\u0000\u0007\ttab")).containsExactly(
                new Run("", "usertxt.exe\ttab"));
    }

    @Property
    void noControlCharacterIsEverLeftAndStylesAreOurs(@ForAll String line) {
        var runs = Ansi.runs(line);

        assertThat(runs.stream().map(Run::text).collect(Collectors.joining()))
                .doesNotContainPattern("[\\p{Cntrl}&&[^\t]]");
        assertThat(runs).allSatisfy(run -> {
            assertThat(run.text()).isNotEmpty();
            assertThat(run.style()).matches("|(ansi-[a-z]+( ansi-bold)?)");
        });
    }

    @Property
    void plainTextStaysAsItIs(
            @ForAll @net.jqwik.api.constraints.AlphaChars @net.jqwik.api.constraints.NotEmpty String line) {
        assertThat(Ansi.runs(line)).containsExactly(new Run("", line));
    }
}
