package io.stackblaze.build.buildpack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.build.BuildException;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What {@code bin/release} prints.
 *
 * @param processes {@code default_process_types}
 * @param variables {@code config_vars}
 */
record ReleaseInfo(Map<String, String> processes, Map<String, String> variables) {
    private static final int LENGTH = 1 << 16;
    private static final int ALIASES = 10;

    static ReleaseInfo read(String buildpack, String yaml) throws BuildException {
        var settings = LoadSettings.builder().setLabel("bin/release").setAllowDuplicateKeys(false)
                .setMaxAliasesForCollections(ALIASES).setCodePointLimit(LENGTH).build();
        try {
            var root = new Load(settings).loadFromString(yaml);
            if (root == null) {
                return new ReleaseInfo(Map.of(), Map.of());
            }
            if (root instanceof Map<?, ?> map) {
                return new ReleaseInfo(texts(map.get("default_process_types")), texts(map.get("config_vars")));
            }
        } catch (YamlEngineException broken) {
            throw failure(buildpack, broken.getClass().getSimpleName());
        }
        throw failure(buildpack, "no map");
    }

    private static BuildException failure(String buildpack, String why) {
        return new BuildException("bin/release of the buildpack " + buildpack + " printed no YAML that can be read ("
                + why + ").", "Correct the buildpack, or name another.", List.of());
    }

    private static Map<String, String> texts(@Nullable Object value) {
        var texts = new LinkedHashMap<String, String>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, text) -> {
                if (name != null && text != null) {
                    texts.put(name.toString(), text.toString());
                }
            });
        }
        return texts;
    }
}
