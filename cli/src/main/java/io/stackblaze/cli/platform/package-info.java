@NullMarked
package io.stackblaze.cli.platform;

import org.jspecify.annotations.NullMarked;
