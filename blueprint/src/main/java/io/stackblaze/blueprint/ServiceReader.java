package io.stackblaze.blueprint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** Reads one service, base and overrides already merged. */
final class ServiceReader {
    private static final List<String> TYPES = Arrays.stream(ServiceType.values()).map(ServiceType::word).toList();

    private final String name;
    private final Section section;
    private final List<String> secrets;

    private ServiceReader(String name, Section section, List<String> secrets) {
        this.name = name;
        this.section = section;
        this.secrets = secrets;
    }

    /**
     * The service, or null when its type is not known; a service with faults is not to be used.
     *
     * @param secrets the blueprint's {@code secrets}
     */
    static @Nullable Service read(String name, Section section, List<String> secrets) {
        var type = type(section);
        if (type == null) {
            section.allow(Keys.ofAnyService());
            return null;
        }
        var reader = new ServiceReader(name, section, secrets);
        reader.allowKeysOf(type);
        return switch (type) {
            case WEB -> reader.web();
            case WORKER -> reader.worker();
            case CRON -> reader.cron();
            case POSTGRES -> new DatastoreReader(name, section, reader.plan()).postgres();
            case REDIS -> new DatastoreReader(name, section, reader.plan()).redis();
        };
    }

    private static @Nullable ServiceType type(Section section) {
        if (!section.has("type")) {
            section.fault("type", "The service has no type.", "Add type: " + Words.oneOf(TYPES) + ".");
            return null;
        }
        var word = section.choice("type", TYPES, "");
        return word.isEmpty() ? null : ServiceType.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private void allowKeysOf(ServiceType type) {
        var own = Keys.of(type);
        section.map().entries().forEach((key, entry) -> {
            if (own.contains(key) || section.faults().isFull()) {
                return;
            }
            var owners = Arrays.stream(ServiceType.values()).filter(other -> Keys.of(other).contains(key))
                    .map(ServiceType::word).toList();
            if (owners.isEmpty()) {
                section.faults().add(entry.at(), section.pathOf(key), "The key is not known here.", key.equals("<<")
                        ? "Merge keys are not YAML 1.2; write the keys out."
                        : Words.didYouMean(key, own) + "A " + type.word() + " has: " + String.join(", ", own) + ".");
            } else {
                section.faults().add(entry.at(), section.pathOf(key), "A " + type.word() + " has no " + key + ".",
                        "Remove it; it belongs to " + Words.oneOf(owners) + ".");
            }
        });
    }

    private Web web() {
        var process = process();
        return new Web(name, plan(), process.source(), section.text("start"), section.text("pre_deploy"),
                process.stopGrace(), process.env(), process.secretRefs(), section.flag("preview", true),
                section.number("port", 1, 65_535, 8080), RuntimeKeys.healthcheck(section), RuntimeKeys.scaling(section),
                RuntimeKeys.domains(section));
    }

    private Worker worker() {
        var process = process();
        return new Worker(name, plan(), process.source(), section.text("start"), section.text("pre_deploy"),
                process.stopGrace(), process.env(), process.secretRefs(), section.flag("preview", true),
                RuntimeKeys.scaling(section));
    }

    private Cron cron() {
        var process = process();
        return new Cron(name, plan(), process.source(), section.text("start"), process.stopGrace(), process.env(),
                process.secretRefs(), section.flag("preview", true), ScheduleKeys.schedule(section),
                ScheduleKeys.timezone(section), section.word("concurrency", Cron.Concurrency.FORBID),
                ScheduleKeys.timeout(section));
    }

    private ProcessKeys process() {
        return ProcessKeys.read(section, secrets);
    }

    private String plan() {
        return section.choice("plan", RateCard.words(), RateCard.STANDARD.word());
    }
}
