package io.stackblaze.blueprint.yaml;

import java.util.regex.Pattern;

import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;

/** Writes single values, each on one line. */
public final class ScalarText {
    private static final Pattern BARE = Pattern.compile("[A-Za-z./][A-Za-z0-9 ./_$=-]*[A-Za-z0-9./_$]|[A-Za-z./]");
    private static final Pattern WORD = Pattern.compile("(?i)true|false|null|yes|no|on|off|\\.inf|\\.nan|[.0-9]+");

    private ScalarText() {}

    /** The text as YAML that reads as the same text: bare where it is safe, else in double quotes. */
    public static String of(String text) {
        if (text.equals(".") || (BARE.matcher(text).matches() && !WORD.matcher(text).matches())) {
            return text;
        }
        var settings = DumpSettings.builder().setDefaultScalarStyle(ScalarStyle.DOUBLE_QUOTED).setSplitLines(false)
                .setWidth(Integer.MAX_VALUE).build();
        return new Dump(settings).dumpToString(text).strip();
    }
}
