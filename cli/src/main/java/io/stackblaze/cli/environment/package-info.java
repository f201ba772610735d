@NullMarked
package io.stackblaze.cli.environment;

import org.jspecify.annotations.NullMarked;
