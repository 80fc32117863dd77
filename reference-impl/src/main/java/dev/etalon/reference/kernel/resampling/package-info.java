/** Up-sampling by nearest neighbours and by linear interpolation, axis by axis. */
@NullMarked
package dev.etalon.reference.kernel.resampling;

import org.jspecify.annotations.NullMarked;
