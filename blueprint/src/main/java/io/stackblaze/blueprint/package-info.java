@NullMarked
package io.stackblaze.blueprint;

import org.jspecify.annotations.NullMarked;
