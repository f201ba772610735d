package io.stackblaze.redis.move.value;

import java.nio.charset.StandardCharsets;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class Crc64Test {
    @Test
    void isTheChecksumThatRedisTests() {
        assertThat(of("123456789")).isEqualTo(0xe9c6d914c4b8d9caL);
    }

    @Property(tries = 200)
    void isWhatDividingBitByBitLeaves(@ForAll byte[] bytes) {
        var rest = 0L;
        for (byte one : bytes) {
            rest ^= one & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                rest = (rest >>> 1) ^ ((rest & 1) * 0x95ac9329ac4bc9b5L);
            }
        }
        assertThat(Crc64.of(bytes, bytes.length)).isEqualTo(rest);
    }

    private static long of(String text) {
        return Crc64.of(text.getBytes(StandardCharsets.US_ASCII), text.length());
    }
}
