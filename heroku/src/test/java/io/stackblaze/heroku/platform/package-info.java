@NullMarked
package io.stackblaze.heroku.platform;

import org.jspecify.annotations.NullMarked;
