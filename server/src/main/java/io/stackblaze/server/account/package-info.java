/** Tokens, sign-in links, sessions: who is calling. */
@NullMarked
package io.stackblaze.server.account;

import org.jspecify.annotations.NullMarked;
