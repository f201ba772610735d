package io.stackblaze.engine;

/**
 * What passed the edge to a web service since the router started.
 *
 * @param here answered by its instances
 * @param outside answered by a server outside, see {@link Diversion.Outside}
 * @param passing requests that one side has and has not answered yet, open WebSockets and streams too
 * @param held requests that wait now
 * @param longestHeldMillis the longest time that a request waited so far
 */
public record EdgeTraffic(Side here, Side outside, int passing, int held, long longestHeldMillis) {
    /** Nothing yet. */
    public static final EdgeTraffic NONE = new EdgeTraffic(Side.NONE, Side.NONE, 0, 0, 0);

    /**
     * Requests that one side answered.
     *
     * @param requests all of them
     * @param errors those with a status of 500 or above
     */
    public record Side(long requests, long errors, double p50Millis, double p95Millis, double p99Millis) {
        /** None yet. */
        public static final Side NONE = new Side(0, 0, 0, 0, 0);
    }
}
