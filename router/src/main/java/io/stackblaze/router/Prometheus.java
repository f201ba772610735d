package io.stackblaze.router;

import java.util.List;
import java.util.Locale;

/** Writes counters in Prometheus' text format, version 0.0.4. */
final class Prometheus {
    private static final String PREFIX = "stackblaze_router_";
    private static final double MICROS = 1e6;

    private final StringBuilder out = new StringBuilder(4096);

    String text(List<ServiceState> services, long retries, int connections) {
        counters(services);
        gauges(services);
        durations(services);
        sides(services);
        head("retries_total", "counter", "Requests sent again because a connection could not be used.");
        out.append(PREFIX).append("retries_total ").append(retries).append('\n');
        head("connections", "gauge", "Connections of clients.");
        out.append(PREFIX).append("connections ").append(connections).append('\n');
        return out.toString();
    }

    private void counters(List<ServiceState> services) {
        head("requests_total", "counter", "Requests that ended, by the class of their status.");
        for (ServiceState service : services) {
            List<Long> statuses = service.meter().statuses();
            for (int i = 0; i < statuses.size(); i++) {
                sample("requests_total", service.label(), "status", (i + 1) + "xx", statuses.get(i).toString());
            }
        }
        head("answer_bytes_total", "counter", "Bytes of answers' bodies.");
        for (ServiceState service : services) {
            sample("answer_bytes_total", service.label(), "", "", Long.toString(traffic(service).bytes()));
        }
    }

    private void gauges(List<ServiceState> services) {
        head("in_flight", "gauge", "Requests, streams and WebSockets that have not ended.");
        for (ServiceState service : services) {
            sample("in_flight", service.label(), "", "", Long.toString(service.meter().inFlight()));
        }
        head("held", "gauge", "Requests that wait for their route to change.");
        for (ServiceState service : services) {
            sample("held", service.label(), "", "", Integer.toString(service.held().size()));
        }
        head("longest_held_seconds", "gauge", "Longest time that a request waited for its route to change.");
        for (ServiceState service : services) {
            sample("longest_held_seconds", service.label(), "", "", seconds(service.held().longestNanos() / 1_000));
        }
    }

    private void durations(List<ServiceState> services) {
        String name = "request_duration_seconds";
        head(name, "histogram", "From a request's head to its answer's end, WebSockets left out.");
        for (ServiceState service : services) {
            histogram(name, service.label(), "", traffic(service).latency());
        }
    }

    /** Those that were held until the end were passed to neither side. */
    private void sides(List<ServiceState> services) {
        head("side_requests_total", "counter", "Requests that instances here answered, or a server outside.");
        for (ServiceState service : services) {
            for (Side side : Side.values()) {
                List<Long> statuses = service.of(side).statuses();
                for (int i = 0; i < statuses.size(); i++) {
                    sample("side_requests_total", service.label(), label(side) + ",status", (i + 1) + "xx",
                            statuses.get(i).toString());
                }
            }
        }
        String name = "side_request_duration_seconds";
        head(name, "histogram", "From a request's passing to its side to its answer's end, WebSockets left out.");
        for (ServiceState service : services) {
            for (Side side : Side.values()) {
                histogram(name, service.label(), label(side), service.of(side).traffic("", 0).latency());
            }
        }
    }

    private static String label(Side side) {
        return "side=\"" + side.word() + "\"";
    }

    private void histogram(String name, String service, String label, Latency latency) {
        long upTo = 0;
        for (int i = 0; i < latency.counts().size(); i++) {
            upTo += latency.counts().get(i);
            boolean last = i == Latency.BOUNDS_MICROS.size();
            String bound = last ? "+Inf" : Double.toString(Latency.BOUNDS_MICROS.get(i) / MICROS);
            sample(name + "_bucket", service, label.isEmpty() ? "le" : label + ",le", bound, Long.toString(upTo));
        }
        sample(name + "_sum", service, label, "", seconds(latency.totalMicros()));
        sample(name + "_count", service, label, "", Long.toString(upTo));
    }

    private static String seconds(long micros) {
        return String.format(Locale.ROOT, "%.6f", micros / MICROS);
    }

    private static ServiceTraffic traffic(ServiceState service) {
        return service.meter().traffic(service.label(), service.held().size());
    }

    private void head(String name, String type, String help) {
        out.append("# HELP ").append(PREFIX).append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(PREFIX).append(name).append(' ').append(type).append('\n');
    }

    /** One value; labels but the last come with their values. */
    private void sample(String name, String service, String label, String value, String number) {
        out.append(PREFIX).append(name).append("{service=\"").append(escape(service)).append('"');
        if (!label.isEmpty()) {
            out.append(',').append(label);
        }
        if (!value.isEmpty()) {
            out.append("=\"").append(value).append('"');
        }
        out.append("} ").append(number).append('\n');
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
