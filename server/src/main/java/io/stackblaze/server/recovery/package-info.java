/** The installation's own backups, and how a whole one is brought back on an empty machine. */
@NullMarked
package io.stackblaze.server.recovery;

import org.jspecify.annotations.NullMarked;
