package io.stackblaze.router;

import java.time.Duration;

/**
 * What the router keeps of a service from one table to the next.
 *
 * @param meter counts all its requests
 * @param here those that were answered here
 * @param outside those that a server outside answered
 */
record ServiceState(String label, ServiceMeter meter, HeldRequests held, ServiceMeter here, ServiceMeter outside) {
    static ServiceState of(String label) {
        return new ServiceState(label, new ServiceMeter(), new HeldRequests(), new ServiceMeter(), new ServiceMeter());
    }

    ServiceMeter of(Side side) {
        return side == Side.HERE ? here : outside;
    }

    ServiceTraffic traffic() {
        ServiceTraffic all = meter.traffic(label, held.size());
        return new ServiceTraffic(label, all.requests(), all.errors(), all.inFlight(), all.held(), all.bytes(),
                all.latency(), Duration.ofNanos(held.longestNanos()), side(here), side(outside));
    }

    private static ServiceTraffic.Side side(ServiceMeter meter) {
        ServiceTraffic counted = meter.traffic("", 0);
        return new ServiceTraffic.Side(counted.requests(), counted.errors(), counted.latency());
    }
}
