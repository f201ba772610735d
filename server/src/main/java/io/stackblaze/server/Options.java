package io.stackblaze.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Reads single options, collecting what is wrong with them. */
final class Options {
    private static final String DOMAIN = "(?=.{1,200}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*";

    private final Map<String, String> given = new HashMap<>();
    private final Map<String, String> environment;
    private final List<String> faults;

    Options(List<String> arguments, Map<String, String> environment, List<String> faults) {
        this.environment = environment;
        this.faults = faults;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (!name.startsWith("--") || !ServerConfig.options().contains(name.substring(2))) {
                faults.add(argument + " is no option of the server; there are --"
                        + String.join(", --", ServerConfig.options()) + ".");
            } else if (equals >= 0) {
                given.put(name.substring(2), argument.substring(equals + 1));
            } else if (i + 1 < arguments.size()) {
                given.put(name.substring(2), arguments.get(++i));
            } else {
                faults.add(name + " needs a value: " + name + "=VALUE.");
            }
        }
    }

    String text(String option, String variable, String otherwise) {
        String value = value(option, variable);
        return value == null ? otherwise : value;
    }

    int number(String option, String variable, int otherwise, int least, int most) {
        String value = value(option, variable);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // said below, together with numbers out of range
        }
        faults.add(
                named(option, variable) + " is \"" + value + "\"; give a number from " + least + " to " + most + ".");
        return otherwise;
    }

    String domain(String option, String variable, String otherwise) {
        String value = text(option, variable, otherwise);
        if (!value.matches(DOMAIN)) {
            faults.add(named(option, variable) + " is \"" + value + "\"; give a domain such as apps.example.com.");
        }
        return value;
    }

    @Nullable
    String databaseUrl(String option, String variable) {
        String value = value(option, variable);
        if (value != null && !value.startsWith("postgres://") && !value.startsWith("postgresql://")
                && !value.startsWith("jdbc:postgresql://")) {
            faults.add(named(option, variable)
                    + " is no PostgreSQL address; give postgres://user:password@host/database.");
        }
        return value;
    }

    private @Nullable String value(String option, String variable) {
        String value = given.get(option);
        if (value == null) {
            value = environment.get(variable);
        }
        return value == null || value.isEmpty() ? null : value;
    }

    private static String named(String option, String variable) {
        return option.isEmpty() ? variable : "--" + option + " (" + variable + ")";
    }
}
