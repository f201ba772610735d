package io.stackblaze.engine.local.rollout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.stackblaze.engine.Healthcheck;
import io.stackblaze.engine.local.proc.Listening;
import io.stackblaze.engine.local.rollout.Probe.Answer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProbeTest {
    private static final Healthcheck CHECK = new Healthcheck("/up?deep=1", Duration.ofSeconds(1),
            Duration.ofMillis(400),
            Duration.ofSeconds(5), 3);

    private static Answer answering(String text) throws IOException, InterruptedException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var asked = new StringBuilder();
            var done = new CountDownLatch(1);
            var thread = Thread.ofVirtual().start(() -> {
                try (var socket = server.accept()) {
                    var buffer = new byte[1024];
                    asked.append(
                            new String(buffer, 0, socket.getInputStream().read(buffer), StandardCharsets.US_ASCII));
                    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().flush();
                    if (text.isEmpty()) {
                        done.await();
                    }
                } catch (IOException | InterruptedException e) {
                    asked.append(e);
                }
            });
            var answer = Probe.ask("127.0.0.1", server.getLocalPort(), "web.shop.localhost", CHECK);
            done.countDown();
            thread.join();
            assertThat(asked.toString()).startsWith("GET /up?deep=1 HTTP/1.1\r\nHost: web.shop.localhost\r\n");
            return answer;
        }
    }

    @Test
    void twoAndThreeHundredsAreHealthy() throws Exception {
        assertThat(answering("HTTP/1.1 204 No Content\r\n\r\n")).isEqualTo(new Answer.Healthy());
        assertThat(answering("HTTP/1.0 302 Found\r\n\r\n")).isEqualTo(new Answer.Healthy());
    }

    @Test
    void anythingElseIsNamed() throws Exception {
        assertThat(answering("HTTP/1.1 500 Oops\r\n\r\n"))
                .isEqualTo(new Answer.Unhealthy("answered 500 to GET /up?deep=1"));
        assertThat(answering("SSH-2.0-OpenSSH\r\n")).isEqualTo(new Answer.Unhealthy("does not speak HTTP"));
        assertThat(answering("HTTP/1.1\r\n")).isEqualTo(new Answer.Unhealthy("does not speak HTTP"));
        assertThat(answering("\n")).isEqualTo(
                new Answer.Unhealthy("closed the connection without an answer to GET /up?deep=1"));
        assertThat(answering("")).isEqualTo(new Answer.Unhealthy("did not answer GET /up?deep=1 within 0.4 s"));
    }

    @Test
    void nobodyListeningIsTold() throws Exception {
        int port;
        try (var server = new ServerSocket(0)) {
            port = server.getLocalPort();
        }
        assertThat(Probe.ask("127.0.0.1", port, "x", CHECK)).isEqualTo(new Answer.Closed());
    }

    @Test
    void silenceIsExplainedByWhatIsOpenInstead() {
        var grace = Duration.ofSeconds(60);
        assertThat(Silence.explain(41234, grace, List.of(new Listening(3000, false))))
                .startsWith("did not open port 41234 within 60 s: listens on 3000 instead");
        assertThat(Silence.explain(41234, grace, List.of(new Listening(41234, true))))
                .startsWith("listens on 127.0.0.1 only");
        assertThat(Silence.explain(41234, grace, List.of()))
                .startsWith("did not open port 41234 within 60 s: it listens on no port");
    }
}
