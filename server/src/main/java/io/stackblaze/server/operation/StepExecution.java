package io.stackblaze.server.operation;

/** How the body of a step is run. Tests run it twice, or die around it. */
public interface StepExecution {
    /** Once, as in earnest. */
    StepExecution DIRECT = (_, body) -> body.run();

    /** Runs it. */
    void execute(String step, Attempt attempt) throws Exception;

    /** The body with its context. */
    interface Attempt {
        /** Runs it once. */
        void run() throws Exception;
    }
}
