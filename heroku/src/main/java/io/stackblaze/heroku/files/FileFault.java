package io.stackblaze.heroku.files;

/**
 * A line of a file that could not be used. Never shows values.
 *
 * @param line from 1; 0 for the file as a whole
 */
public record FileFault(String file, int line, String problem, String remedy) {
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + problem + " " + remedy;
    }
}
