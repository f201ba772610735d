/** Projects and their environments. */
@NullMarked
package io.stackblaze.server.project;

import org.jspecify.annotations.NullMarked;
