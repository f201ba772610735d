@NullMarked
package io.stackblaze.cli;

import org.jspecify.annotations.NullMarked;
