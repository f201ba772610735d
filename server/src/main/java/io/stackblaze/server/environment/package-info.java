/** What an environment is now, as people see it: status, logs, figures, one-off commands. */
@NullMarked
package io.stackblaze.server.environment;

import org.jspecify.annotations.NullMarked;
