package io.stackblaze.build.source;

/** The rule for symbolic links in source: they stay inside it. */
final class Link {
    private Link() {}

    /**
     * Whether a link leads to a place inside the tree.
     *
     * <p>
     * {@code ..} may only lead: then it climbs over real folders, and what follows descends through folders and links
     * that obey the same rule. A later {@code ..} would climb from wherever another link leads.
     *
     * @param path the link's own path from the root of the tree, with {@code /}
     * @param target what it holds
     */
    static boolean staysInside(String path, String target) {
        if (target.isEmpty() || target.startsWith("/") || target.indexOf('\0') >= 0) {
            return false;
        }
        var depth = (int) path.chars().filter(character -> character == '/').count();
        var descended = false;
        for (var component : target.split("/")) {
            if (component.equals("..")) {
                depth--;
                if (descended || depth < 0) {
                    return false;
                }
            } else if (!component.isEmpty() && !component.equals(".")) {
                descended = true;
            }
        }
        return true;
    }
}
