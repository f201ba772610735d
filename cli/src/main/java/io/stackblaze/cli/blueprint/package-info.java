@NullMarked
package io.stackblaze.cli.blueprint;

import org.jspecify.annotations.NullMarked;
