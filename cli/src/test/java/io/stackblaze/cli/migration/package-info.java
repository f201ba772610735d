@NullMarked
package io.stackblaze.cli.migration;

import org.jspecify.annotations.NullMarked;
