package io.stackblaze.engine.local.datastore;

/** A datastore's server refused; the message is its author's, for people. */
public final class DatastoreException extends Exception {
    private static final long serialVersionUID = 1;

    DatastoreException(Exception cause) {
        super(cause.getMessage(), cause);
    }
}
