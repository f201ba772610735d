@NullMarked
package io.stackblaze.build.store;

import org.jspecify.annotations.NullMarked;
