@NullMarked
package io.stackblaze.build;

import org.jspecify.annotations.NullMarked;
