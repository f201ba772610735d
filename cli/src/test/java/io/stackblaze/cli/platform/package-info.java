/** Starting and stopping processes, with real ones. */
@NullMarked
package io.stackblaze.cli.platform;

import org.jspecify.annotations.NullMarked;
