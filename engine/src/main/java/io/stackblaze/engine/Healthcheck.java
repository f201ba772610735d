package io.stackblaze.engine;

import java.time.Duration;

/**
 * How an engine asks a web instance whether it can serve: GET {@code path}, any 2xx or 3xx is healthy.
 *
 * @param path path and query
 * @param interval time between two checks once it is up
 * @param timeout longest wait for an answer
 * @param grace longest time from start to the first healthy answer
 * @param unhealthyAfter failures in a row after which the instance is replaced
 */
public record Healthcheck(String path, Duration interval, Duration timeout, Duration grace, int unhealthyAfter) {}
