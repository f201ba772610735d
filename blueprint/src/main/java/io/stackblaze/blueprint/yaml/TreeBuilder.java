package io.stackblaze.blueprint.yaml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;

/** Builds the tree from parser events, which come one by one, so that bounds hold before anything large is there. */
final class TreeBuilder {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_NODES = 200_000;
    private static final int MAX_KEY = 256;

    private final Iterator<Event> events;
    private final List<Trouble> troubles = new ArrayList<>();
    private final Map<Anchor, Anchored> anchors = new HashMap<>();
    private final Deque<String> path = new ArrayDeque<>();
    private int nodes;

    /** A node that aliases may stand for, with the number of nodes in it, aliases followed. */
    private record Anchored(Yaml node, int nodes) {}

    /** Ends the reading. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Trouble trouble;

        Refused(Trouble trouble) {
            super(trouble.problem(), null, false, false);
            this.trouble = trouble;
        }

        Trouble trouble() {
            return trouble;
        }
    }

    TreeBuilder(String text) {
        var settings = LoadSettings.builder().setLabel("yaml").setCodePointLimit(Integer.MAX_VALUE).build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    List<Trouble> troubles() {
        return troubles;
    }

    @Nullable
    Yaml document() {
        events.next();
        var first = events.next();
        if (first.getEventId() == Event.ID.StreamEnd) {
            return null;
        }
        var root = node(events.next());
        events.next();
        var after = events.next();
        if (after.getEventId() != Event.ID.StreamEnd) {
            throw refused(after, "A second document begins here.", "Keep one document in the file.");
        }
        return root;
    }

    private Yaml node(Event event) {
        if (event instanceof AliasEvent alias) {
            return followed(alias);
        }
        if (++nodes > MAX_NODES) {
            throw tooLarge(event);
        }
        int before = nodes;
        var node = switch (event) {
            case ScalarEvent scalar -> scalar(scalar);
            case SequenceStartEvent start -> sequence(start);
            case MappingStartEvent start -> mapping(start);
            default -> throw new IllegalStateException(event.toString());
        };
        ((NodeEvent) event).getAnchor()
                .ifPresent(anchor -> anchors.put(anchor, new Anchored(node, nodes - before + 1)));
        return node;
    }

    /** An anchor counts once its node is complete, so a node that holds an alias to itself is refused here. */
    private Yaml followed(AliasEvent alias) {
        var anchored = anchors.get(alias.getAlias());
        if (anchored == null) {
            throw refused(alias, "The alias *" + alias.getAlias().getValue() + " stands for nothing that is complete.",
                    "Give the anchor before the alias, and not around it.");
        }
        nodes += anchored.nodes();
        if (nodes > MAX_NODES) {
            throw tooLarge(alias);
        }
        return anchored.node();
    }

    private Yaml.Scalar scalar(ScalarEvent event) {
        refuseTag(event, event.getTag());
        return new Yaml.Scalar(event.getValue(), event.isPlain(), position(event));
    }

    private Yaml.Sequence sequence(SequenceStartEvent start) {
        enter(start, "[]");
        var items = new ArrayList<Yaml>();
        for (var event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(node(event));
        }
        path.removeLast();
        return new Yaml.Sequence(items, position(start));
    }

    private Yaml.Mapping mapping(MappingStartEvent start) {
        enter(start, "");
        var entries = new LinkedHashMap<String, Yaml.Entry>();
        for (var event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            var at = position(event);
            var key = node(event);
            path.removeLast();
            path.addLast(key instanceof Yaml.Scalar scalar ? key(scalar, event) : "?");
            put(entries, key, new Yaml.Entry(at, node(events.next())));
        }
        path.removeLast();
        return new Yaml.Mapping(entries, position(start));
    }

    private void put(Map<String, Yaml.Entry> entries, Yaml key, Yaml.Entry entry) {
        if (!(key instanceof Yaml.Scalar scalar)) {
            trouble(entry.at(), "A key is " + key.kind() + ".", "Use plain words as keys.");
            return;
        }
        var earlier = entries.putIfAbsent(scalar.text(), entry);
        if (earlier != null) {
            trouble(entry.at(), "The key stands here a second time; the first is in line " + earlier.at().line() + ".",
                    "Keep one of the two.");
        }
    }

    private String key(Yaml.Scalar key, Event event) {
        if (key.text().length() > MAX_KEY) {
            throw refused(event, "A key is longer than " + MAX_KEY + " characters.", "Shorten it.");
        }
        return key.text();
    }

    private void enter(CollectionStartEvent event, String step) {
        refuseTag(event, event.getTag());
        if (path.size() >= MAX_DEPTH) {
            throw refused(event, "The file is nested deeper than " + MAX_DEPTH + " levels.", "Flatten it.");
        }
        path.addLast(step);
    }

    private void refuseTag(Event event, Optional<String> tag) {
        if (tag.isPresent()) {
            throw refused(event, "A tag (!) stands here.", "Remove it; every key has one type, and needs no tag.");
        }
    }

    private Refused tooLarge(Event event) {
        return refused(event, "With its aliases followed the file has more than " + MAX_NODES + " values.",
                "Use fewer aliases (*), or a smaller file.");
    }

    private Refused refused(Event event, String problem, String remedy) {
        return new Refused(new Trouble(position(event), currentPath(), problem, remedy));
    }

    private void trouble(Position at, String problem, String remedy) {
        troubles.add(new Trouble(at, currentPath(), problem, remedy));
    }

    private String currentPath() {
        return String.join(".", path.stream().filter(step -> !step.isEmpty()).toList()).replace(".[]", "[]");
    }

    private static Position position(Event event) {
        return event.getStartMark().map(YamlDocument::position).orElse(Position.START);
    }
}
