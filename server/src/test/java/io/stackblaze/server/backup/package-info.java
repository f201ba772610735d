@NullMarked
package io.stackblaze.server.backup;

import org.jspecify.annotations.NullMarked;
