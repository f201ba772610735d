package io.stackblaze.blueprint;

/** One entry of {@code services}. */
public sealed interface Service permits ProcessService, Postgres, Redis {
    /** Its name, which is its DNS label: {@code [a-z]([a-z0-9-]{0,38}[a-z0-9])?}. */
    String name();

    /** Size name from the rate card, {@code standard} when not given. */
    String plan();

    /** The word of the {@code type} key. */
    default ServiceType type() {
        return switch (this) {
            case Web _ -> ServiceType.WEB;
            case Worker _ -> ServiceType.WORKER;
            case Cron _ -> ServiceType.CRON;
            case Postgres _ -> ServiceType.POSTGRES;
            case Redis _ -> ServiceType.REDIS;
        };
    }
}
