/** Variables and secrets given to services by people. */
@NullMarked
package io.stackblaze.server.variable;

import org.jspecify.annotations.NullMarked;
