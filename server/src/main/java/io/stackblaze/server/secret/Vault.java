package io.stackblaze.server.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.RegistryConfiguration;

/**
 * Encrypts what the database keeps for us. Each value is bound to the row it belongs to, so that a value moved to
 * another row does not open. Any thread may use it.
 */
public final class Vault {
    private final Aead aead;

    /** Uses the keyset of an installation. */
    public Vault(Keys keys) throws KeyException {
        try {
            this.aead = keys.keyset().getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (GeneralSecurityException e) {
            throw new KeyException("The keyset cannot encrypt: " + e.getMessage(), e);
        }
    }

    /**
     * Encrypts.
     *
     * @param owner which row it belongs to: {@code variable/7//DATABASE_URL}
     */
    public byte[] seal(String owner, String value) {
        try {
            return aead.encrypt(value.getBytes(StandardCharsets.UTF_8), owner.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot encrypt " + owner, e);
        }
    }

    /** Decrypts what {@link #seal} made for the same owner; anything else is refused. */
    public String open(String owner, byte[] sealed) {
        try {
            return new String(aead.decrypt(sealed, owner.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "The key of this home does not open " + owner + ": the store belongs to another home.", e);
        }
    }
}
