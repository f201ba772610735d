/** Folders of source: what of one is sent, how it travels, and how it is taken in without trusting it. */
@NullMarked
package io.stackblaze.build.source;

import org.jspecify.annotations.NullMarked;
