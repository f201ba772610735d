package io.stackblaze.blueprint;

/**
 * One thing that is wrong with a file somebody wrote.
 *
 * @param file name of the file as the reader knows it
 * @param line line, from 1
 * @param column column, from 1
 * @param path where in the structure: {@code services.web.port}; empty for the file itself
 * @param problem what is wrong
 * @param remedy what would be right
 */
public record Fault(String file, int line, int column, String path, String problem, String remedy) {
    /** {@code blueprint.yaml:4:11: services.web.port: "http" is no number. Give a port from 1 to 65535.} */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + (path.isEmpty() ? "" : path + ": ") + problem + " " + remedy;
    }
}
