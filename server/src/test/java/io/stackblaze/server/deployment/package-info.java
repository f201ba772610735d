@NullMarked
package io.stackblaze.server.deployment;

import org.jspecify.annotations.NullMarked;
