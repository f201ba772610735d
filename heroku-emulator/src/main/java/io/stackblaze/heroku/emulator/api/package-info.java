/** Heroku's HTTP APIs over an account: Platform, Data and Scheduler, with faults on demand. */
@NullMarked
package io.stackblaze.heroku.emulator.api;

import org.jspecify.annotations.NullMarked;
