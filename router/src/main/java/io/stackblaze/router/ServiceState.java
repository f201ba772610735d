package io.stackblaze.router;

/** What the router keeps of a service from one table to the next. */
record ServiceState(String label, ServiceMeter meter, HeldRequests held) {
    static ServiceState of(String label) {
        return new ServiceState(label, new ServiceMeter(), new HeldRequests());
    }
}
