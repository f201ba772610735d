@NullMarked
package io.stackblaze.cli.move;

import org.jspecify.annotations.NullMarked;
