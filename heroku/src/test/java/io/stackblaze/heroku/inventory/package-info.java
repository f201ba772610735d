@NullMarked
package io.stackblaze.heroku.inventory;

import org.jspecify.annotations.NullMarked;
