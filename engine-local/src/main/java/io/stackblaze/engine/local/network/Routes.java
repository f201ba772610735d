package io.stackblaze.engine.local.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Ranges of addresses that this machine already knows a way to. */
final class Routes {
    private Routes() {}

    /** Routes of all devices but those whose names begin so; ranges larger than a /16 do not count. */
    static List<Range> existing(String ownDevices) throws IOException {
        return parse(Files.readAllLines(Path.of("/proc/net/route")), ownDevices);
    }

    static List<Range> parse(List<String> lines, String ownDevices) {
        var ranges = new ArrayList<Range>();
        for (var line : lines.stream().skip(1).toList()) {
            var fields = line.split("\\s+");
            int prefix = Integer.bitCount(Integer.parseUnsignedInt(fields[7], 16));
            if (!fields[0].startsWith(ownDevices + "-") && prefix >= 16) {
                ranges.add(new Range(Integer.reverseBytes(Integer.parseUnsignedInt(fields[1], 16)), prefix));
            }
        }
        return ranges;
    }
}
