@NullMarked
package io.stackblaze.sandbox;

import org.jspecify.annotations.NullMarked;
