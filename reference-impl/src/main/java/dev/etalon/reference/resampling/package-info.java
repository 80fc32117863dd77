/**
 * Changing the spatial extents: padding (nadopunjavanje) and cropping (isječak), which are adjoint,
 * and up-sampling (naduzorkovanje) by nearest neighbours and by linear interpolation, the lectures'
 * alternative to strided transposed convolution. Source: lectures, "Konvolucijski modeli" and
 * "Učenje konvolucije s korakom".
 */
@NullMarked
package dev.etalon.reference.resampling;

import org.jspecify.annotations.NullMarked;
