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
                    marked.getProblemMark().or(marked::getContextMark).map(YamlDocument::position)
                            .orElse(Position.START),
                    "", "This is not YAML: " + printable(String.valueOf(marked.getProblem())) + ".",
                    "Look at the indentation, colons and quotes of this line and the one before it.");
            case ReaderException reader -> new Trouble(positionOf(text, reader.getPosition()), "",
                    "The character U+%04X cannot stand in YAML.".formatted(reader.getCodePoint()),
                    "Remove it, or write it as an escape inside double quotes.");
            default -> new Trouble(Position.START, "", "This is not YAML: " + printable(e.getMessage()) + ".",
                    "Check the file with any YAML 1.2 tool.");
        };
    }

    static Position position(Mark mark) {
        return new Position(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static Position positionOf(String text, int index) {
        var before = text.substring(0,
                text.offsetByCodePoints(0, Math.min(index, text.codePointCount(0, text.length()))));
        int lineStart = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
        int line = 1 + (int) before.replace("\r\n", "\n").chars().filter(c -> c == '\n' || c == '\r').count();
        return new Position(line, before.codePointCount(lineStart, before.length()) + 1);
    }

    private static String printable(@Nullable String words) {
        return words == null
                ? "it breaks off"
                : words.strip().replaceAll("\\p{Cntrl}+", " ").replaceAll("\\.$", "");
    }
}
