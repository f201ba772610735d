@NullMarked
package io.stackblaze.server.dashboard;

import org.jspecify.annotations.NullMarked;
