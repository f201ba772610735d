package io.stackblaze.blueprint;

import java.net.IDN;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** {@code healthcheck}, {@code scaling} and {@code domains}. */
final class RuntimeKeys {
    static final int MAX_INSTANCES = 100;

    private static final Pattern HOST = Pattern
            .compile("(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private RuntimeKeys() {}

    static Healthcheck healthcheck(Section service) {
        var section = service.section("healthcheck");
        if (section == null) {
            return Healthcheck.DEFAULT;
        }
        section.allow(Keys.HEALTHCHECK);
        var path = section.text("path");
        if (path != null && !path.matches("/[!-~&&[^#\\\\]]{0,1023}")) {
            section.fault("path", Words.quoted(path) + " is no path of a URL.",
                    "Begin with /, leave out host, blanks and #, and escape other letters: /healthz.");
        }
        var usual = Healthcheck.DEFAULT;
        return new Healthcheck(path == null ? usual.path() : path,
                seconds(section, "interval_seconds", 300, usual.interval()),
                seconds(section, "timeout_seconds", 60, usual.timeout()),
                seconds(section, "grace_seconds", 1800, usual.grace()),
                section.number("unhealthy_after", 1, 100, usual.unhealthyAfter()));
    }

    private static Duration seconds(Section section, String key, int most, Duration usual) {
        return Duration.ofSeconds(section.number(key, 1, most, (int) usual.toSeconds()));
    }

    static Scaling scaling(Section service) {
        var section = service.section("scaling");
        if (section == null) {
            return Scaling.DEFAULT;
        }
        section.allow(Keys.SCALING);
        int least = section.number("min_instances", 0, MAX_INSTANCES, Scaling.DEFAULT.minInstances());
        int most = section.number("max_instances", 0, MAX_INSTANCES, least);
        var laterKey = section.at("min_instances").compareTo(section.at("max_instances")) > 0
                ? "min_instances"
                : "max_instances";
        if (most < least) {
            section.fault(laterKey, "max_instances (" + most + ") is less than min_instances (" + least + ").",
                    "Raise max_instances, or lower min_instances.");
        } else if (least == 0 && most > 0) {
            section.fault(laterKey, "With min_instances 0 there is no instance whose load could call for another.",
                    "Set min_instances to 1, or both to 0 to stop the service.");
        }
        return new Scaling(least, most,
                section.number("target_cpu_percent", 1, 100, Scaling.DEFAULT.targetCpuPercent()));
    }

    static List<String> domains(Section service) {
        var domains = new ArrayList<String>();
        for (var entry : service.texts("domains")) {
            var host = entry.text();
            if (!HOST.matcher(host).matches()) {
                var right = corrected(host);
                service.faults().add(entry.at(), service.pathOf("domains"), Words.quoted(host) + " is no host name.",
                        right == null
                                ? "Write a full host name in small letters, without scheme, port, path or *."
                                : "Write " + right + ".");
            } else if (domains.contains(host)) {
                service.faults().add(entry.at(), service.pathOf("domains"), host + " is listed twice.",
                        "Remove one of the two.");
            }
            domains.add(host);
        }
        return domains;
    }

    /** What was probably meant, or null. */
    private static @Nullable String corrected(String host) {
        if (host.length() > 300) {
            return null;
        }
        var bare = host.strip().replaceFirst("^[A-Za-z]+://", "").replaceFirst("[:/].*$", "").replaceFirst("\\.$", "");
        try {
            var right = IDN.toASCII(bare).toLowerCase(Locale.ROOT);
            return HOST.matcher(right).matches() ? right : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
