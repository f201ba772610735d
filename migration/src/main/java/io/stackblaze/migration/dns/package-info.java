/** Domains that move by their DNS records: what is there, whether it may be changed now, and the change. */
@NullMarked
package io.stackblaze.migration.dns;

import org.jspecify.annotations.NullMarked;
