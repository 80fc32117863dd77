/**
 * Pooling (sažimanje): a maximum or a mean over regions of each channel, in any number of spatial
 * axes. The regions are windows, the cells of a fixed grid (adaptive pooling) or the whole channel
 * (global pooling); unpooling puts maxima back where they were found. Source: lectures,
 * "Konvolucijski modeli" (sažimanje maksimumom i srednjom vrijednošću) and "Unatražni prolaz kroz
 * konvolucije" (ugrađivanje).
 */
@NullMarked
package dev.etalon.reference.pooling;

import org.jspecify.annotations.NullMarked;
