/** What an account holds, and how it changes. Nothing here knows of HTTP or of processes. */
@NullMarked
package io.stackblaze.heroku.emulator.account;

import org.jspecify.annotations.NullMarked;
