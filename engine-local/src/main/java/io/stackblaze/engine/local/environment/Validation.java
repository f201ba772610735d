package io.stackblaze.engine.local.environment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

import io.stackblaze.engine.CronSpec;
import io.stackblaze.engine.DatastoreSpec;
import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.EnvironmentSpec;
import io.stackblaze.engine.ProcessSpec;
import io.stackblaze.engine.ServiceSpec;
import io.stackblaze.engine.WebSpec;
import io.stackblaze.engine.Workload;
import io.stackblaze.engine.local.cron.Schedule;

/** Refuses what could not run, all of it at once, before anything is kept. */
final class Validation {
    private static final Pattern LABEL = Pattern.compile("[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern HOSTNAME = Pattern.compile("(\\*\\.)?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    /** Linux takes no longer name and value together. */
    private static final int LONGEST_VARIABLE = 128 * 1024 - 256;

    private final List<String> faults = new ArrayList<>();

    private Validation() {}

    /**
     * Checks a spec.
     *
     * @throws EngineException with the kind INVALID, naming every fault
     */
    static void check(EnvironmentSpec spec) {
        var validation = new Validation();
        var names = new HashSet<String>();
        for (var service : spec.services()) {
            if (!names.add(service.name())) {
                validation.fault(service.name(), "appears twice");
            }
            validation.checkService(service);
        }
        validation.raise();
    }

    /** Checks what a single command would execute. */
    static void checkCommand(String service, Workload workload) {
        var validation = new Validation();
        validation.checkWorkload(service, workload);
        validation.raise();
    }

    private void raise() {
        if (!faults.isEmpty()) {
            throw new EngineException(EngineException.Code.INVALID, String.join("; ", faults));
        }
    }

    private void checkService(ServiceSpec service) {
        if (!LABEL.matcher(service.name()).matches()) {
            fault(service.name(), "is no DNS label: use lower-case letters, digits and hyphens");
        }
        switch (service) {
            case WebSpec web -> {
                checkWorkload(web.name(), web.workload());
                checkWeb(web);
            }
            case CronSpec cron -> {
                checkWorkload(cron.name(), cron.workload());
                checkSchedule(cron);
            }
            case ProcessSpec process -> checkWorkload(process.name(), process.workload());
            case DatastoreSpec datastore -> {
                if (datastore.password().reveal().isEmpty()) {
                    fault(datastore.name(), "has no password");
                }
            }
        }
    }

    private void checkWeb(WebSpec web) {
        if (web.port() < 1 || web.port() > 65535) {
            fault(web.name(), "port " + web.port() + " is not from 1 to 65535");
        }
        var path = web.healthcheck().path();
        if (!path.startsWith("/") || !path.chars().allMatch(c -> c > ' ' && c < 127)) {
            fault(web.name(), "the health check's path must begin with / and hold no blanks: '" + path + "'");
        }
        web.hostnames().stream().filter(name -> !HOSTNAME.matcher(name).matches())
                .forEach(name -> fault(web.name(), "'" + name + "' is no host name in lower case"));
    }

    private void checkSchedule(CronSpec cron) {
        try {
            Schedule.parse(cron.schedule(), cron.timezone());
        } catch (IllegalArgumentException e) {
            fault(cron.name(), "the schedule '" + cron.schedule() + "' is none: " + e.getMessage());
        }
    }

    private void checkWorkload(String service, Workload workload) {
        workload.env().forEach((name, value) -> {
            if (!VARIABLE.matcher(name).matches()) {
                fault(service, "the variable name '" + name + "' may only hold letters, digits and _");
            }
            if (value.indexOf('\0') >= 0 || name.length() + value.length() > LONGEST_VARIABLE) {
                fault(service, "the value of " + name + " is longer than 128 KiB or holds a zero byte");
            }
        });
        if (workload.command().isBlank() || workload.command().indexOf('\0') >= 0) {
            fault(service, "has no command; give it a start command or a Procfile line");
        }
        var location = workload.artifact().location();
        if (!location.startsWith("/") || !Files.isDirectory(Path.of(location).resolve("app"))) {
            fault(service, "its build " + location + " is not there; deploy again, which builds it");
        }
        if (workload.resources().memoryMiB() < 1 || workload.resources().cpuMillis() < 1) {
            fault(service, "needs memory and CPU above zero");
        }
    }

    private void fault(String service, String what) {
        faults.add("service '" + service + "': " + what);
    }
}
