/** What commands print, held against files that a person can read. */
@NullMarked
package io.stackblaze.cli.transcript;

import org.jspecify.annotations.NullMarked;
