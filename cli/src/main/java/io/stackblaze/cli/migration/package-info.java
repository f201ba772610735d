/** The staged move of a Heroku app, step by step. The server does it; these commands show it, ask and follow. */
@NullMarked
package io.stackblaze.cli.migration;

import org.jspecify.annotations.NullMarked;
