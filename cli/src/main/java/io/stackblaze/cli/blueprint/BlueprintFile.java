package io.stackblaze.cli.blueprint;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.stackblaze.blueprint.Blueprint;
import io.stackblaze.blueprint.BlueprintReader;
import io.stackblaze.blueprint.Fault;
import io.stackblaze.blueprint.Reading;
import io.stackblaze.cli.command.Failure;

/**
 * A blueprint that was read and found right.
 *
 * @param path the file
 * @param text its text, as it is sent
 * @param blueprint what it says
 */
public record BlueprintFile(Path path, String text, Blueprint blueprint) {
    private static final long LARGEST = 1 << 20;
    private static final String NAME = "blueprint.yaml";

    /**
     * Reads the file, or {@code blueprint.yaml} in the folder.
     *
     * @throws Failure with every fault
     */
    public static BlueprintFile read(Path fileOrFolder) throws Failure, IOException {
        var file = Files.isDirectory(fileOrFolder) ? fileOrFolder.resolve(NAME) : fileOrFolder;
        if (!Files.isRegularFile(file)) {
            throw Failure.of("There is no " + file + ".",
                    "Write one for the code that is there: stackblaze blueprint init "
                            + (file.getParent() == null ? "." : file.getParent()));
        }
        return of(file, text(file));
    }

    /**
     * What a file would say, if it held this text.
     *
     * @throws Failure with every fault
     */
    public static BlueprintFile of(Path file, String text) throws Failure {
        return switch (BlueprintReader.read(text, file.getFileName().toString())) {
            case Reading.Valid valid -> new BlueprintFile(file, text, valid.blueprint());
            case Reading.Invalid invalid -> {
                int count = invalid.faults().size();
                throw Failure
                        .of(file + " has " + (count == 1 ? "a fault." : count + " faults."),
                                "stackblaze blueprint schema")
                        .withLines(invalid.faults().stream().map(Fault::toString).toList());
            }
        };
    }

    private static String text(Path file) throws Failure, IOException {
        if (Files.size(file) > LARGEST) {
            throw Failure.of(file + " has " + Files.size(file) + " bytes; a blueprint has at most " + LARGEST + ".",
                    "Is it the right file? A blueprint names services; it holds no data.");
        }
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw Failure.of(file + " is not text in UTF-8.", "Save it as UTF-8.");
        }
    }
}
