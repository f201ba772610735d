package io.stackblaze.heroku.scan;

import java.util.regex.Pattern;

/**
 * Something to look for.
 *
 * @param name short name
 * @param files whole names or endings of files it is looked for in
 * @param line what a line looks like; its first group, or all of it, is shown
 */
record Rule(String name, Pattern files, Pattern line, String reason, String remedy) {}
