package dev.etalon.oracle.probe;

/**
 * A sum of products to ask for: nothing but zeros, until something is put somewhere.
 *
 * @param left the left factors
 * @param right the right factors
 */
record Terms(double[] left, double[] right) {
  static Terms none(int length) {
    return new Terms(new double[length], new double[length]);
  }

  /** The same sum with a product at a position. */
  Terms with(int position, double leftFactor, double rightFactor) {
    Terms more = new Terms(left.clone(), right.clone());
    more.left[position] = leftFactor;
    more.right[position] = rightFactor;
    return more;
  }

  /** The same sum with ±2ᵉ·fraction at a position; both factors stay far from their range's end. */
  Terms withPower(int position, double fraction, int exponent) {
    int half = Math.floorDiv(exponent, 2);
    return with(position, fraction * Math.scalb(1.0, half), Math.scalb(1.0, exponent - half));
  }
}
