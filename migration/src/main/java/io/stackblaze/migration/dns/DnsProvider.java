package io.stackblaze.migration.dns;

import java.util.List;

/** Who changes records of a zone. */
public interface DnsProvider {
    /** Whether a person has to do it; then changing returns at once, and what is wanted must be awaited. */
    boolean byHand();

    /**
     * Shows, by a change that leaves nothing behind, that it can be done.
     *
     * @throws DnsException when it cannot
     */
    void tryOut(String zone) throws DnsException, InterruptedException;

    /**
     * Gives a name these addresses or this alias, and takes away those that it had. Doing it twice is fine.
     *
     * @param sets all of that name
     */
    void replace(String zone, String name, List<RecordSet> sets) throws DnsException, InterruptedException;

    /** Adds a text at a name beside others that are there. */
    void addText(String zone, String name, String text) throws DnsException, InterruptedException;

    /** Takes that text away again; fine when it is not there. */
    void removeText(String zone, String name, String text) throws DnsException, InterruptedException;

    /** A person types it at whatever provider there is. */
    record Manual() implements DnsProvider {
        @Override
        public boolean byHand() {
            return true;
        }

        @Override
        public void tryOut(String zone) {}

        @Override
        public void replace(String zone, String name, List<RecordSet> sets) {}

        @Override
        public void addText(String zone, String name, String text) {}

        @Override
        public void removeText(String zone, String name, String text) {}
    }
}
