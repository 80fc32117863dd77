package dev.etalon.reference.kernel.lanes;

import dev.etalon.reference.tensor.DType;

/**
 * The loops of both element types as one machine runs them: the one place where vector instructions
 * are chosen or not.
 *
 * @param name what they run on
 * @param float64 the loops over {@code double[]}
 * @param float32 the loops over {@code float[]}
 */
public record LaneSet(String name, Lanes<double[]> float64, Lanes<float[]> float32) {
  /** Plain Java; always there. */
  public static final LaneSet SCALAR =
      new LaneSet("scalar", new ScalarDoubles(), new ScalarFloats());

  /** Vector instructions where this virtual machine offers them, else plain Java. */
  public static final LaneSet FASTEST = fastest();

  private static final String VECTOR_MODULE = "jdk.incubator.vector";
  private static final String VECTOR_LANES = "dev.etalon.reference.kernel.vector.VectorLanes";

  /**
   * The loops for float64 or float32.
   *
   * @throws IllegalArgumentException for any other dtype
   */
  public Lanes<?> of(DType dtype) {
    return switch (dtype) {
      case FLOAT64 -> float64;
      case FLOAT32 -> float32;
      case FLOAT16, BFLOAT16, INT64 ->
          throw new IllegalArgumentException("there are no kernels for " + dtype);
    };
  }

  /**
   * The class is found by name, because it is compiled apart and does not load without the
   * incubating module, which is there only where {@code --add-modules} asks for it.
   */
  private static LaneSet fastest() {
    if (ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()) {
      return SCALAR;
    }
    try {
      return (LaneSet) Class.forName(VECTOR_LANES).getMethod("lanes").invoke(null);
    } catch (ReflectiveOperationException | LinkageError unusable) {
      return SCALAR;
    }
  }
}
