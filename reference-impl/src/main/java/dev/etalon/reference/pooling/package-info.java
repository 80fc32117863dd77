/**
 * Pooling (sažimanje): a maximum or a mean over the windows of each channel, in any number of
 * spatial axes. Source: lectures, "Konvolucijski modeli" (sažimanje maksimumom i srednjom
 * vrijednošću).
 */
@NullMarked
package dev.etalon.reference.pooling;

import org.jspecify.annotations.NullMarked;
