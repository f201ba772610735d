/** The pages a person uses: server-rendered, live by server-sent events, readable without JavaScript. */
@NullMarked
package io.stackblaze.server.dashboard;

import org.jspecify.annotations.NullMarked;
