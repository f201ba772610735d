@NullMarked
package io.stackblaze.heroku.dns;

import org.jspecify.annotations.NullMarked;
