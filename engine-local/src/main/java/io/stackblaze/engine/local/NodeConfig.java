package io.stackblaze.engine.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.stackblaze.engine.local.logs.Rotation;
import io.stackblaze.engine.local.network.Range;
import io.stackblaze.engine.local.rollout.Timing;
import io.stackblaze.postgres.backup.storage.VaultLocation;

/**
 * How a node is to run.
 *
 * @param home folder of everything StackBlaze keeps
 * @param backups where backups are kept, best on another disk or machine
 * @param bind address that the router listens on
 * @param httpPort its port for HTTP; 0 for any free one
 * @param httpsPort its port for HTTPS; 0 for any free one, negative for none
 * @param subnet range that environments get addresses from, where they have networks of their own
 * @param timing the engine's measures of time
 * @param rotation bound of each service's log
 * @param reserve free bytes on the disk below which new work is refused
 */
public record NodeConfig(Path home, VaultLocation backups, String bind, int httpPort, int httpsPort, Range subnet,
        Timing timing,
        Rotation rotation, long reserve) {
    private static final long RESERVE = 128L << 20;

    /**
     * Reads options and environment variables; options win.
     *
     * @throws IllegalArgumentException naming every fault
     */
    public static NodeConfig read(List<String> options, Map<String, String> environment) {
        var faults = new ArrayList<String>();
        var home = environment.getOrDefault("STACKBLAZE_HOME", "");
        for (int i = 0; i < options.size(); i++) {
            if (options.get(i).equals("--home") && i + 1 < options.size()) {
                home = options.get(++i);
            } else {
                faults.add("unknown option '" + options.get(i) + "'; the one option is --home FOLDER");
            }
        }
        var folder = home.isEmpty() ? Path.of(System.getProperty("user.home"), ".stackblaze") : Path.of(home);
        int http = port(environment, "STACKBLAZE_HTTP_PORT", 8080, faults);
        int https = port(environment, "STACKBLAZE_HTTPS_PORT", -1, faults);
        var subnet = subnet(environment.getOrDefault("STACKBLAZE_SUBNET", "10.209.0.0/16"), faults);
        var place = folder.toAbsolutePath().normalize();
        var backups = VaultLocation.read(environment, place.resolve("backups"), faults);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
        return new NodeConfig(place, backups, environment.getOrDefault("STACKBLAZE_BIND", "127.0.0.1"), http, https,
                subnet, Timing.DEFAULT,
                Rotation.DEFAULT, RESERVE);
    }

    private static int port(Map<String, String> environment, String name, int otherwise, List<String> faults) {
        var text = environment.getOrDefault(name, "");
        if (text.isEmpty()) {
            return otherwise;
        }
        if (text.matches("\\d{1,5}") && Integer.parseInt(text) < 65536) {
            return Integer.parseInt(text);
        }
        faults.add(name + " is '" + text + "'; it must be a port from 0 to 65535");
        return otherwise;
    }

    private static Range subnet(String text, List<String> faults) {
        try {
            var range = Range.parse(text);
            if (range.prefix() > 24) {
                faults.add("STACKBLAZE_SUBNET is '" + text + "'; it must hold 256 addresses or more, as /16 does");
            }
            return range;
        } catch (IllegalArgumentException e) {
            faults.add("STACKBLAZE_SUBNET: " + e.getMessage());
            return new Range(0, 16);
        }
    }

    /** The same with other measures of time. */
    public NodeConfig with(Timing other) {
        return new NodeConfig(home, backups, bind, httpPort, httpsPort, subnet, other, rotation, reserve);
    }
}
