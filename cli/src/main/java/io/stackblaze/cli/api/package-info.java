@NullMarked
package io.stackblaze.cli.api;

import org.jspecify.annotations.NullMarked;
