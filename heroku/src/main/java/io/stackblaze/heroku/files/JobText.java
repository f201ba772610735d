package io.stackblaze.heroku.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.stackblaze.heroku.inventory.Job;

/**
 * The page of Heroku Scheduler, copied from a browser. Its jobs begin with {@code $} and are followed, on the same or
 * the next lines, by the size of the dyno and by {@code Every 10 minutes}, {@code Hourly at :20} or
 * {@code Daily at 2:30 AM UTC}.
 */
public final class JobText {
    private static final Pattern DAILY = Pattern
            .compile("(?i)(?:daily|every day) at (\\d{1,2}):(\\d{2})\\s*(AM|PM)?(?:\\s*UTC)?");
    private static final Pattern HOURLY = Pattern
            .compile("(?i)(?:hourly|every hour)(?: at)? *:?(\\d{1,2})?(?: minutes?(?: past.*)?)?");
    private static final Pattern TEN = Pattern.compile("(?i)every 10 min(?:ute)?s?");
    private static final Pattern SIZE = Pattern
            .compile("(?i)\\b(eco|basic|standard-[12]x|performance-[a-z0-9-]+|private-[a-z]+|shield-[a-z]+)\\b");
    private static final String FILE = "scheduler.txt";

    private JobText() {}

    /** The jobs of the page. */
    public static Parsed<List<Job>> parse(String text) {
        var jobs = new ArrayList<Job>();
        var faults = new ArrayList<FileFault>();
        var lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (!line.startsWith("$")) {
                continue;
            }
            int begin = i;
            var block = new StringBuilder(line.substring(1).strip());
            while (i + 1 < lines.size() && !lines.get(i + 1).strip().startsWith("$")) {
                block.append('\t').append(lines.get(++i).strip());
            }
            job(block.toString()).ifPresentOrElse(jobs::add,
                    () -> faults.add(new FileFault(FILE, begin + 1, "How often this job runs is not said.",
                            "Copy the whole page, with its column Frequency.")));
        }
        if (jobs.isEmpty() && faults.isEmpty() && !text.isBlank()) {
            faults.add(
                    new FileFault(FILE, 0, "There is no job here.", "Jobs begin with $ on the page; copy it whole."));
        }
        return new Parsed<>(jobs, faults);
    }

    private static Optional<Job> job(String block) {
        var daily = DAILY.matcher(block);
        if (daily.find()) {
            int hour = Integer.parseInt(daily.group(1));
            var half = daily.group(3);
            if (half != null) {
                hour = hour % 12 + (half.toUpperCase(Locale.ROOT).equals("PM") ? 12 : 0);
            }
            return made(block, daily, 1440, hour * 60 + Integer.parseInt(daily.group(2)));
        }
        var ten = TEN.matcher(block);
        if (ten.find()) {
            return made(block, ten, 10, 0);
        }
        var hourly = HOURLY.matcher(block);
        return hourly.find()
                ? made(block, hourly, 60, hourly.group(1) == null ? 0 : Integer.parseInt(hourly.group(1)))
                : Optional.empty();
    }

    private static Optional<Job> made(String block, Matcher frequency, int every, int at) {
        var before = block.substring(0, frequency.start());
        var size = SIZE.matcher(before);
        int end = before.length();
        var name = "";
        while (size.find()) {
            // The last one: a command may name a size as well.
            end = size.start();
            name = size.group(1);
        }
        int tab = before.indexOf('\t');
        var command = before.substring(0, tab >= 0 ? Math.min(tab, end) : end).strip();
        return command.isEmpty() || (every > 10 && at >= every)
                ? Optional.empty()
                : Optional.of(new Job("", command, every, at, name));
    }
}
