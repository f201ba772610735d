package io.stackblaze.blueprint;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.stackblaze.blueprint.yaml.Position;
import io.stackblaze.blueprint.yaml.Yaml;
import io.stackblaze.blueprint.yaml.YamlDocument;

/** Reads {@code blueprint.yaml}. Stateless; any thread may use it. */
public final class BlueprintReader {
    /** Longest file that is read, in bytes of UTF-8. */
    public static final int MAX_BYTES = 1 << 20;

    private BlueprintReader() {}

    /**
     * Reads and checks a blueprint; finds all its faults at once. Only YAML that cannot be read at all ends the search
     * at its first fault. Never throws, and takes time in proportion to the file, whatever it holds.
     *
     * @param text the file's text
     * @param file its name, for messages
     */
    public static Reading read(String text, String file) {
        var faults = new Faults(file);
        if (text.length() > MAX_BYTES || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            faults.add(Position.START, "", "The file is larger than 1 MiB.",
                    "A blueprint is small; is this the right file?");
            return new Reading.Invalid(faults.inOrder());
        }
        var document = YamlDocument.read(text);
        document.troubles()
                .forEach(trouble -> faults.add(trouble.at(), trouble.path(), trouble.problem(), trouble.remedy()));
        switch (document.root()) {
            case Yaml.Mapping root -> {
                SecretScan.scan(root, text, faults);
                var blueprint = new FileReader(new Section(root, "", root.at(), faults)).read();
                if (faults.isEmpty()) {
                    return new Reading.Valid(blueprint);
                }
            }
            case null -> {
                if (faults.isEmpty()) {
                    faults.add(Position.START, "", "The file is empty.",
                            "Begin with name: and services:, or run: stackblaze blueprint init");
                }
            }
            case Yaml other -> faults.add(other.at(), "", "A map is wanted, and this is " + other.kind() + ".",
                    "Begin with name: and services:.");
        }
        return new Reading.Invalid(faults.inOrder());
    }

    /**
     * The same for a file's bytes, which must be UTF-8.
     *
     * @param content the bytes; as soon as there are more than {@link #MAX_BYTES} the rest need not be there
     */
    public static Reading read(byte[] content, String file) {
        if (content.length > MAX_BYTES) {
            return read(" ".repeat(MAX_BYTES + 1), file);
        }
        try {
            return read(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString(), file);
        } catch (CharacterCodingException _) {
            return new Reading.Invalid(List.of(new Fault(file, 1, 1, "", "The file is not UTF-8 text.",
                    "Save it as UTF-8; a blueprint holds no binary data.")));
        }
    }
}
