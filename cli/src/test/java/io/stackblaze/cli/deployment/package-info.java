/** Following operations. */
@NullMarked
package io.stackblaze.cli.deployment;

import org.jspecify.annotations.NullMarked;
