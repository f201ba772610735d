package io.stackblaze.engine;

/** A service made of processes of a release. */
public sealed interface ProcessSpec extends ServiceSpec permits WebSpec, WorkerSpec, CronSpec {
    /** What its instances execute. */
    Workload workload();
}
