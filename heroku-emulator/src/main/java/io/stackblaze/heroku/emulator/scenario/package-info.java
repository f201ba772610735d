/** Descriptions of accounts: what is there when an emulator starts. */
@NullMarked
package io.stackblaze.heroku.emulator.scenario;

import org.jspecify.annotations.NullMarked;
