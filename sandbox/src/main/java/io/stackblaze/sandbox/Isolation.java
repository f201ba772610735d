package io.stackblaze.sandbox;

/** How far processes can be fenced in here. */
public enum Isolation {
    /** By root: own file system view, own user, own network, limits. */
    ROOT,
    /** By an unprivileged user namespace: own file system view; same user, same network, no limits. */
    USER_NAMESPACE,
    /** Not at all: processes run where this one does; as root at least under another user. */
    NONE;

    /**
     * Finds out, by making a sandbox with an overlay in it, once; remembered afterwards. For root it is {@link #ROOT},
     * or {@link #NONE} where root may not mount, as in most containers.
     */
    public static Isolation here() {
        return Here.FOUND;
    }

    /** Whether this process is root and so can give others a user of their own, with or without the rest. */
    public static boolean root() {
        return Self.uid() == 0;
    }

    private static final class Here {
        static final Isolation FOUND = Probe.strongest();
    }
}
