/**
 * Convolution in one, two and three dimensions (konvolucija): activations (N, C, spatial…), weights
 * (O, C/groups, kernel…), transposed weights (C, O/groups, kernel…). What the field calls
 * convolution is the lectures' cross-correlation (unakrsna korelacija); the one with the flipped
 * kernel stands beside it. Source: lectures, "Konvolucijski modeli".
 */
@NullMarked
package dev.etalon.reference.convolution;

import org.jspecify.annotations.NullMarked;
