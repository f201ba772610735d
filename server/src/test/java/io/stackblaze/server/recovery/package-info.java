@NullMarked
package io.stackblaze.server.recovery;

import org.jspecify.annotations.NullMarked;
