@NullMarked
package io.stackblaze.heroku.database;

import org.jspecify.annotations.NullMarked;
