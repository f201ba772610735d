/** The kinds of operation that change an environment: deployment, rollback, scale, restart and the others. */
@NullMarked
package io.stackblaze.server.deployment;

import org.jspecify.annotations.NullMarked;
