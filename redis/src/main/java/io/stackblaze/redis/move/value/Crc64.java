package io.stackblaze.redis.move.value;

/** The checksum of Redis: CRC-64 after Jones, reflected. */
public final class Crc64 {
    private static final long POLYNOMIAL = 0x95ac9329ac4bc9b5L;
    private static final int SLICES = 8;
    private static final long[][] TABLES = tables();

    private Crc64() {}

    /** The checksum of some bytes, beginning at the first. */
    public static long of(byte[] bytes, int length) {
        var crc = 0L;
        var i = 0;
        for (; i + SLICES <= length; i += SLICES) {
            var mixed = crc ^ little(bytes, i);
            crc = 0;
            for (int slice = 0; slice < SLICES; slice++) {
                crc ^= TABLES[SLICES - 1 - slice][(int) (mixed >>> (8 * slice)) & 0xff];
            }
        }
        for (; i < length; i++) {
            crc = TABLES[0][(int) (crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
        }
        return crc;
    }

    /** Eight bytes as a number, the least one first. */
    static long little(byte[] bytes, int at) {
        var number = 0L;
        for (int i = SLICES - 1; i >= 0; i--) {
            number = (number << 8) | (bytes[at + i] & 0xffL);
        }
        return number;
    }

    private static long[][] tables() {
        var tables = new long[SLICES][256];
        for (int i = 0; i < 256; i++) {
            var crc = (long) i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
            }
            tables[0][i] = crc;
        }
        for (int slice = 1; slice < SLICES; slice++) {
            for (int i = 0; i < 256; i++) {
                var before = tables[slice - 1][i];
                tables[slice][i] = tables[0][(int) before & 0xff] ^ (before >>> 8);
            }
        }
        return tables;
    }
}
