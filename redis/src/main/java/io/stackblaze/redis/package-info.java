@NullMarked
package io.stackblaze.redis;

import org.jspecify.annotations.NullMarked;
