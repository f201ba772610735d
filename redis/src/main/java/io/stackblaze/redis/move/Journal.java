package io.stackblaze.redis.move;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

import io.stackblaze.redis.move.RedisMove.Phase;
import io.stackblaze.redis.move.RedisMoveException.Code;
import io.stackblaze.redis.move.wire.Command;

/** What of a move must outlive its process: where it is, and which settings of the servers it changed. No secrets. */
final class Journal {
    private static final String PHASE = "phase";
    private static final String SOURCE = "source";
    private static final String TARGET = "target";
    private static final String WAS = "was.";

    private final Path file;
    private final Properties entries = new Properties();

    /** Reads the journal of a move between two servers, or begins it. */
    Journal(Path file, RedisEndpoint source, RedisEndpoint target) throws RedisMoveException {
        this.file = file;
        try {
            entries.load(new StringReader(Files.readString(file)));
        } catch (NoSuchFileException _) {
            entries.setProperty(PHASE, Phase.NEW.name());
            entries.setProperty(SOURCE, source.shown());
            entries.setProperty(TARGET, target.shown());
        } catch (IOException | IllegalArgumentException e) {
            throw new RedisMoveException(Code.REFUSED, "The journal of the move, " + file + ", cannot be read: "
                    + e.getMessage() + ". Put back a copy of it, or abort the move by hand and delete it.", e);
        }
        if (!source.shown().equals(entries.getProperty(SOURCE))
                || !target.shown().equals(entries.getProperty(TARGET))) {
            throw new RedisMoveException(Code.REFUSED, "The journal " + file + " is of a move from "
                    + entries.getProperty(SOURCE) + " to " + entries.getProperty(TARGET)
                    + ". Go on with those servers, abort that move, or use another journal.");
        }
    }

    Phase phase() throws RedisMoveException {
        try {
            return Phase.valueOf(entries.getProperty(PHASE, ""));
        } catch (IllegalArgumentException e) {
            throw new RedisMoveException(Code.REFUSED, "The journal " + file + " names no phase that is known.", e);
        }
    }

    void enter(Phase phase) throws RedisMoveException {
        entries.setProperty(PHASE, phase.name());
        save();
    }

    /** Notes what a setting of a server was before we change it; an earlier note stays. */
    void keep(RedisEndpoint server, String setting, String value) throws RedisMoveException {
        if (entries.putIfAbsent(WAS + server.shown() + " " + setting, value) == null) {
            save();
        }
    }

    /** What settings of a server were. */
    Map<String, String> kept(RedisEndpoint server) {
        var kept = new TreeMap<String, String>();
        var prefix = WAS + server.shown() + " ";
        entries.stringPropertyNames().stream().filter(name -> name.startsWith(prefix))
                .forEach(name -> kept.put(name.substring(prefix.length()), entries.getProperty(name)));
        return kept;
    }

    /** What a setting was, if it was changed. */
    Optional<String> kept(RedisEndpoint server, String setting) {
        return Optional.ofNullable(kept(server).get(setting));
    }

    /** A setting is as it was again. */
    void drop(RedisEndpoint server, String setting) throws RedisMoveException {
        entries.remove(WAS + server.shown() + " " + setting);
        save();
    }

    private void save() throws RedisMoveException {
        try {
            var text = new StringWriter();
            entries.store(text, null);
            var partial = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName().toString(),
                    ".new");
            try (var channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(Command.bytes(text.toString())));
                channel.force(true);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new RedisMoveException(Code.REFUSED, "The journal of the move, " + file + ", cannot be written: "
                    + e.getMessage() + ". Free some space or allow it, and start the move again.", e);
        }
    }
}
