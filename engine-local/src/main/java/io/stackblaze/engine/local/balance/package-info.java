/** Private ports of web services. */
@NullMarked
package io.stackblaze.engine.local.balance;

import org.jspecify.annotations.NullMarked;
