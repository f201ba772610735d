@NullMarked
package io.stackblaze.cli.terminal;

import org.jspecify.annotations.NullMarked;
