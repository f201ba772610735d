package io.stackblaze.sandbox;

/** How far processes can be fenced in here. */
public enum Isolation {
    /** By root: own file system view, own user, own network, limits. */
    ROOT,
    /** By an unprivileged user namespace: own file system view; same user, same network, no limits. */
    USER_NAMESPACE,
    /** Not at all: processes run as and where this one does. */
    NONE;

    /**
     * Finds out, by making a sandbox with an overlay in it, once; remembered afterwards. Where root may not mount (in
     * most containers) it is {@link #NONE}.
     */
    public static Isolation here() {
        return Here.FOUND;
    }

    private static final class Here {
        static final Isolation FOUND = Probe.strongest();
    }
}
