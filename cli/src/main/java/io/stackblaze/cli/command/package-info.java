@NullMarked
package io.stackblaze.cli.command;

import org.jspecify.annotations.NullMarked;
