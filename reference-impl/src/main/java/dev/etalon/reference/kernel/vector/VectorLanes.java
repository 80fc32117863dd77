package dev.etalon.reference.kernel.vector;

import dev.etalon.reference.kernel.lanes.LaneSet;
import jdk.incubator.vector.DoubleVector;

/** The loops on vector instructions, of the width the machine prefers. */
public final class VectorLanes {
  private VectorLanes() {}

  public static LaneSet lanes() {
    int bits = DoubleVector.SPECIES_PREFERRED.vectorBitSize();
    return new LaneSet("vectors of " + bits + " bits", new VectorDoubles(), new VectorFloats());
  }
}
