/** Who wrote what, when, from where. */
@NullMarked
package io.stackblaze.server.audit;

import org.jspecify.annotations.NullMarked;
