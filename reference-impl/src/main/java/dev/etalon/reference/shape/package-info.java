/**
 * What can be said of a model without computing it: the extents of every activation, the number of
 * parameters of every layer, and the receptive field (receptivno polje) of every activation, by the
 * forward and by the backward analysis. Source: lectures, "Receptivno polje", "Konvolucija:
 * zadatak".
 */
@NullMarked
package dev.etalon.reference.shape;

import org.jspecify.annotations.NullMarked;
