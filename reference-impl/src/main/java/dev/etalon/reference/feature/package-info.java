/**
 * Feature maps Φ(x) that are chosen rather than learnt (generička funkcija za mapiranje značajki):
 * with a linear model on top, f(x) = Φ(x)ᵀw + b, they are the shallow models of the first lectures.
 * Source: lectures, "Linearni i nelinearni modeli".
 */
@NullMarked
package dev.etalon.reference.feature;

import org.jspecify.annotations.NullMarked;
