@NullMarked
package io.stackblaze.server.migration;

import org.jspecify.annotations.NullMarked;
