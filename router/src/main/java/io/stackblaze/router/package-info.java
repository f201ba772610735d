@NullMarked
package io.stackblaze.router;

import org.jspecify.annotations.NullMarked;
