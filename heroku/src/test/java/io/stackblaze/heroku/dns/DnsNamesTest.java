package io.stackblaze.heroku.dns;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

import static org.assertj.core.api.Assertions.assertThat;

class DnsNamesTest {
    /** Knows www.example.com, and nothing else. */
    private static void serve(DatagramSocket socket) {
        var buffer = new byte[1500];
        while (!socket.isClosed()) {
            try {
                var packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                var query = new Message(java.util.Arrays.copyOf(buffer, packet.getLength()));
                var name = query.getQuestion().getName();
                var answer = new Message(query.getHeader().getID());
                answer.getHeader().setFlag(Flags.QR);
                answer.addRecord(query.getQuestion(), Section.QUESTION);
                if (!name.toString().equals("www.example.com.")) {
                    answer.getHeader().setRcode(Rcode.NXDOMAIN);
                } else if (query.getQuestion().getType() == Type.A) {
                    var target = Name.fromString("cat.herokudns.com.");
                    answer.addRecord(new CNAMERecord(name, DClass.IN, 3600, target), Section.ANSWER);
                    answer.addRecord(new ARecord(target, DClass.IN, 30, InetAddress.getByName("192.0.2.7")),
                            Section.ANSWER);
                }
                var bytes = answer.toWire();
                socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
            } catch (java.io.IOException e) {
                return;
            }
        }
    }

    @Test
    void aNameTellsWhereItLeadsAndHowLongThatIsKept() throws Exception {
        Thread server;
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            server = Thread.startVirtualThread(() -> serve(socket));
            var names = new DnsNames(
                    new SimpleResolver(new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort())),
                    false);

            var found = names.look("www.example.com");
            var missing = names.look("gone.example.com");

            assertThat(found.cname()).isEqualTo("cat.herokudns.com");
            assertThat(found.addresses()).containsExactly("192.0.2.7");
            assertThat(found.ttlSeconds()).isEqualTo(3600);
            assertThat(found.problem()).isEmpty();
            assertThat(missing.problem()).isEqualTo("There is no such name in DNS.");
            assertThat(names.look("..").problem()).isEqualTo("This is no name of a host.");
        }
        assertThat(server.join(java.time.Duration.ofSeconds(10))).isTrue();
    }
}
