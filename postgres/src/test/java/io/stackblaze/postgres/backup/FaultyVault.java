package io.stackblaze.postgres.backup;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.stackblaze.postgres.backup.storage.Vault;

/** A vault that does what storage does on bad days. */
final class FaultyVault implements Vault {
    private final Vault vault;
    volatile Mood mood = Mood.GOOD;

    enum Mood {
        GOOD, REFUSING, FULL, GARBAGE, CUTTING
    }

    FaultyVault(Vault vault) {
        this.vault = vault;
    }

    @Override
    public void put(String name, Content content) throws IOException {
        refuse();
        if (mood == Mood.FULL) {
            throw new IOException("No space left on device");
        }
        if (mood == Mood.CUTTING) {
            vault.put(name, out -> {
                out.write(1);
                throw new IOException("Connection reset");
            });
        }
        vault.put(name, content);
    }

    @Override
    public InputStream get(String name) throws IOException {
        refuse();
        if (mood == Mood.GARBAGE) {
            return new ByteArrayInputStream("<html>503</html>".getBytes(StandardCharsets.UTF_8));
        }
        return vault.get(name);
    }

    @Override
    public List<Entry> list(String prefix) throws IOException {
        refuse();
        return vault.list(prefix);
    }

    @Override
    public void delete(String name) throws IOException {
        refuse();
        vault.delete(name);
    }

    private void refuse() throws IOException {
        if (mood == Mood.REFUSING) {
            throw new IOException("Connection refused");
        }
    }
}
