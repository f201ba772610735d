package io.stackblaze.heroku.emulator.account;

/**
 * One process type of an app, and its scale.
 *
 * @param type its name
 * @param command what its dynos run
 * @param quantity how many dynos
 * @param size their size, as {@code Standard-1X}
 */
public record Formation(String type, String command, int quantity, String size) {
    private static final int MOST = 100;

    /** Without dynos. */
    Formation stopped() {
        return new Formation(type, command, 0, size);
    }

    /** Another scale; a size that is empty stays as it is. */
    public Formation scaled(int count, String newSize) throws Refusal {
        if (count < 0 || count > MOST) {
            throw Refusal.invalid("Cannot update to " + count + " dynos: from 0 to " + MOST + " are possible.");
        }
        return new Formation(type, command, count, newSize.isEmpty() ? size : Catalog.size(newSize).name());
    }
}
