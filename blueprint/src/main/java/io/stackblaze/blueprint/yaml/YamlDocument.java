package io.stackblaze.blueprint.yaml;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A text read as one YAML document.
 *
 * @param root its top node; null when there is none, or when the text cannot be read at all
 * @param troubles what is wrong; the tree of what is right is there beside it where that makes sense
 */
public record YamlDocument(@Nullable Yaml root, List<Trouble> troubles) {
    /** Copies the list. */
    public YamlDocument {
        troubles = List.copyOf(troubles);
    }

    /**
     * Reads a text of any content; never throws. Tags are refused, and so is a tree deeper than 32 levels or, once
     * aliases are followed, of more than 200,000 nodes.
     */
    public static YamlDocument read(String text) {
        var tree = new TreeBuilder(text);
        try {
            return new YamlDocument(tree.document(), tree.troubles());
        } catch (TreeBuilder.Refused refused) {
            return new YamlDocument(null, List.of(refused.trouble()));
        } catch (YamlEngineException e) {
            return new YamlDocument(null, List.of(syntax(text, e)));
        }
    }

    private static Trouble syntax(String text, YamlEngineException e) {
        return switch (e) {
            case MarkedYamlEngineException marked -> new Trouble(
                    inside(text, marked.getProblemMark().or(marked::getContextMark).map(YamlDocument::position)
                            .orElse(Position.START)),
                    "", "This is not YAML: " + printable(String.valueOf(marked.getProblem())) + ".",
                    "Look at the indentation, colons and quotes of this line and the one before it.");
            case ReaderException reader -> new Trouble(positionOf(text, reader.getCodePoint()), "",
                    "The character U+%04X cannot stand in YAML.".formatted(reader.getCodePoint()),
                    "Remove it, or write it as an escape inside double quotes.");
            default -> new Trouble(Position.START, "", "This is not YAML: " + printable(e.getMessage()) + ".",
                    "Check the file with any YAML 1.2 tool.");
        };
    }

    /** The parser places the end of a text a little behind it at times. */
    private static Position inside(String text, Position at) {
        var lines = text.split("\r\n|[\n\r]", -1);
        int line = Math.min(at.line(), lines.length);
        var last = lines[line - 1];
        return new Position(line, Math.min(at.column(), last.codePointCount(0, last.length()) + 1));
    }

    static Position position(Mark mark) {
        return new Position(mark.getLine() + 1, mark.getColumn() + 1);
    }

    /** Where the character stands first; YAML has two characters that end lines. */
    private static Position positionOf(String text, int character) {
        int line = 1;
        int column = 1;
        int before = 0;
        for (var each : (Iterable<Integer>) text.codePoints()::iterator) {
            if (each == character) {
                return new Position(line, column);
            }
            if (each == '\n' || each == '\r') {
                line += each == '\n' && before == '\r' ? 0 : 1;
                column = 1;
            } else {
                column++;
            }
            before = each;
        }
        return Position.START;
    }

    private static String printable(@Nullable String words) {
        return words == null
                ? "it breaks off"
                : words.strip().replaceAll("\\p{Cntrl}+", " ").replaceAll("\\.$", "");
    }
}
