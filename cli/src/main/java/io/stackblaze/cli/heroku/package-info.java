/** Commands that look at Heroku: they run in this process, and need no server to look. */
@NullMarked
package io.stackblaze.cli.heroku;

import org.jspecify.annotations.NullMarked;
