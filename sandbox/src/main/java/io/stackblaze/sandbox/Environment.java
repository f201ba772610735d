package io.stackblaze.sandbox;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The variables of a command on their way through the programs that build its sandbox. */
final class Environment {
    private static final String PREFIX = "STACKBLAZE_SANDBOX_";
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private Environment() {}

    static Map<String, String> plain(Map<String, String> variables) {
        variables.keySet().forEach(Environment::check);
        var result = new HashMap<String, String>(variables);
        result.putIfAbsent("PATH", PATH);
        return result;
    }

    /** Under numbered names with {@code NAME=value} as the value; the script's last step gives the names back. */
    static Map<String, String> disguised(Map<String, String> variables) {
        var result = new HashMap<String, String>();
        variables.forEach((name, value) -> {
            check(name);
            result.put(PREFIX + result.size(), name + "=" + value);
        });
        result.put("PATH", PATH);
        return result;
    }

    private static void check(String name) {
        if (!NAME.matcher(name).matches() || name.startsWith(PREFIX)) {
            throw new IllegalArgumentException("Not a name for a variable: " + name);
        }
    }
}
