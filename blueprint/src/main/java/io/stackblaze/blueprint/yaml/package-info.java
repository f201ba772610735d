/** YAML as a tree in which every node knows where it stands; bounded, without tags. */
@NullMarked
package io.stackblaze.blueprint.yaml;

import org.jspecify.annotations.NullMarked;
