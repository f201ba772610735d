package io.stackblaze.engine.local.proc;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProcTest {
    @Test
    void aNameWithBlanksAndParenthesesIsNoTrouble() {
        var stat = "4242 (a) b (c)) S 17 4242 4200 0 -1 4194304 1 0 0 0 30 12 0 0 20 0 1 0 987654 1000 25 "
                + "18446744073709551615 0 0 0";
        assertThat(Proc.parse(stat)).isEqualTo(new Proc(4242, 'S', 17, 4200, 42, 987654, 25 * 4096));
    }

    @Test
    void thisProcessIsAmongAll() {
        long pid = ProcessHandle.current().pid();
        assertThat(Proc.all()).anyMatch(process -> process.pid() == pid);
        assertThat(Proc.of(pid)).isPresent();
        assertThat(Proc.of(1L << 30)).isEmpty();
    }

    @Test
    void openPortsOfAProcessAreFound() throws Exception {
        try (var everywhere = new ServerSocket(0);
                var loopback = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var listening = Listening.of(List.of(Proc.of(ProcessHandle.current().pid()).orElseThrow()));
            assertThat(listening).contains(new Listening(everywhere.getLocalPort(), false),
                    new Listening(loopback.getLocalPort(), true));
        }
    }

    @Test
    void otherPeoplesSocketsAreNotCounted() {
        var table = List.of("  sl  local_address rem_address   st tx rx tr tm->when retrnsmt   uid  timeout inode",
                "   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 77 1",
                "   1: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 78 1",
                "   2: 00000000:1F91 00000000:0000 01 00000000:00000000 00:00000000 00000000     0        0 77 1");
        assertThat(Listening.parse(table, Set.of("77"))).containsExactly(new Listening(3000, true));
    }
}
