/** What works on this machine and what does not. */
@NullMarked
package io.stackblaze.server.doctor;

import org.jspecify.annotations.NullMarked;
