/** What Heroku's command line prints and what repositories hold, read without an account. */
@NullMarked
package io.stackblaze.heroku.files;

import org.jspecify.annotations.NullMarked;
