package io.stackblaze.blueprint;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProcfileTest {
    private static Procfile valid(String text) {
        var reading = Procfile.read(text);
        assertThat(reading).isInstanceOf(Procfile.Reading.Valid.class);
        return ((Procfile.Reading.Valid) reading).procfile();
    }

    private static List<String> faults(String text) {
        var reading = Procfile.read(text);
        assertThat(reading).isInstanceOf(Procfile.Reading.Invalid.class);
        return ((Procfile.Reading.Invalid) reading).faults().stream().map(Fault::toString).toList();
    }

    @Test
    void readsProcessTypesInOrder() {
        var procfile = valid(
                "\uFEFF# what runs\r\nweb: node server.js --port $PORT\r\n\r\n  worker:node worker.js # all\nrelease:\tmigrate: now \n");

        assertThat(procfile.processes()).containsExactly(
                Map.entry("web", "node server.js --port $PORT"),
                Map.entry("worker", "node worker.js # all"), Map.entry("release", "migrate: now"));
    }

    @Test
    void anEmptyFileHasNoProcesses() {
        assertThat(valid("\n# nothing\n").processes()).isEmpty();
    }

    @Test
    void namesEveryBrokenLine() {
        assertThat(faults("web node server.js\nweb: a\n  wor ker: b\nweb: c\nclock:\nx: a\u0007b\n")).containsExactly(
                "Procfile:1:1: \"web node server.js\" has no colon. Write <process type>: <command>, such as web: node server.js.",
                "Procfile:3:3: \"wor ker\" cannot be a process type. Use letters, digits, - and _. Write <process type>: <command>,"
                        + " such as web: node server.js.",
                "Procfile:4:1: web: The process type stands here a second time. Keep one of the two lines.",
                "Procfile:5:1: clock: There is no command behind the colon. Write <process type>: <command>, such as web: node"
                        + " server.js.",
                "Procfile:6:1: x: The command holds a control character. Remove it; a command is one line of text.");
    }

    @Test
    void aHugeFileIsRefused() {
        assertThat(faults("web: a\n".repeat(20_000))).containsExactly(
                "Procfile:1:1: The file is larger than 64 KiB. Is this the right file?");
    }
}
