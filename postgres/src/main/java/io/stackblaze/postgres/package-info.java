@NullMarked
package io.stackblaze.postgres;

import org.jspecify.annotations.NullMarked;
