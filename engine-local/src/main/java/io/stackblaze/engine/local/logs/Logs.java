package io.stackblaze.engine.local.logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.stackblaze.engine.LogLine;
import io.stackblaze.engine.LogQuery;
import io.stackblaze.engine.local.state.Folders;

/** The logs of one environment's services. Any thread. */
public final class Logs implements AutoCloseable {
    private final Path folder;
    private final Rotation rotation;
    private final Clock clock;
    private final Map<String, ServiceLog> services = new HashMap<>();
    private final List<LogFeed> feeds = new CopyOnWriteArrayList<>();

    /** Logs in a folder, those of services that are gone included. */
    public Logs(Path folder, Rotation rotation, Clock clock) throws IOException {
        this.folder = folder;
        this.rotation = rotation;
        this.clock = clock;
        for (var known : Folders.list(folder)) {
            if (Files.isDirectory(known)) {
                of(known.getFileName().toString());
            }
        }
    }

    /** The log of a service, made when it is new. */
    public synchronized ServiceLog of(String service) {
        return services.computeIfAbsent(service, name -> {
            feeds.stream().filter(feed -> feed.wants(name)).forEach(feed -> feed.open(name));
            try {
                return new ServiceLog(name, new LogFiles(folder.resolve(name), rotation), clock, this::publish);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot keep the log of " + name + ": " + e.getMessage(), e);
            }
        });
    }

    private void publish(LogLine line) {
        feeds.forEach(feed -> feed.offer(line));
    }

    /** Opens a feed that begins with the newest lines and goes on without a gap. */
    public LogFeed feed(LogQuery query) {
        var feed = new LogFeed(query, feeds::remove);
        List<ServiceLog> wanted;
        synchronized (this) {
            wanted = services.entrySet().stream().filter(entry -> feed.wants(entry.getKey())).map(Map.Entry::getValue)
                    .toList();
            feeds.add(feed);
        }
        var newest = new ArrayList<LogLine>();
        for (var log : wanted) {
            newest.addAll(log.tail(query.tail(), () -> feed.open(log.service())));
        }
        newest.sort(Comparator.comparing(LogLine::at));
        newest.subList(0, Math.max(0, newest.size() - query.tail())).clear();
        feed.begin(newest);
        return feed;
    }

    @Override
    public synchronized void close() {
        services.values().forEach(ServiceLog::close);
    }
}
