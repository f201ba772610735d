/** What the templates show: one record for each page and for each thing that appears on several. No I/O. */
@NullMarked
package io.stackblaze.server.dashboard.page;

import org.jspecify.annotations.NullMarked;
