package dev.etalon.oracle.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.oracle.probe.ArithmeticProbe;
import dev.etalon.oracle.probe.Workload;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The emulated formats beside PyTorch's own, on the processor. */
class ReducedPrecisionTest {
  private static final int RANDOM = 200_000;

  private static TorchSession session;
  private static PyTorch torch;

  @BeforeAll
  static void start() {
    session = new TorchSession(TorchConfiguration.cpu());
    torch = new PyTorch(TorchConfiguration.cpu());
  }

  @AfterAll
  static void end() {
    session.close();
    torch.close();
  }

  private static Tensor converted(Tensor values, DType dtype) {
    Script script =
        new Script(
            List.of("x"),
            "return torch.to(torch.to(x, %d, False, False, None), 6, False, False, None)"
                .formatted(TorchType.of(dtype).scalarType()));
    TorchResult result = session.run(TorchRequest.forward(script, Map.of("x", values)));
    assertThat(result).isInstanceOf(TorchResult.Computed.class);
    return ((TorchResult.Computed) result).output();
  }

  private static void assertConverted(double[] values, DType dtype) {
    Shape shape = Shape.of(values.length);
    Tensor floats = Tensor.of(DType.FLOAT32, shape, values);
    assertThat(converted(floats, dtype))
        .isEqualTo(Tensor.generate(DType.FLOAT32, shape, i -> dtype.round(floats.at(i))));
  }

  /** As IEEE 754 lays the bits out. */
  private static float float16(int bits) {
    int exponent = bits >> 10 & 0x1F;
    int fraction = bits & 0x3FF;
    double magnitude =
        switch (exponent) {
          case 0 -> Math.scalb(fraction, -24);
          case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb(1024 + fraction, exponent - 25);
        };
    return (float) (bits >> 15 == 0 ? magnitude : -magnitude);
  }

  /** Every number of 16 bits, the middle to the next one, and both neighbours of the middle. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "BFLOAT16"})
  void everyConversionIsPyTorchsOwn(DType dtype) {
    double[] values = new double[4 << 16];
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = dtype == DType.BFLOAT16 ? Float.intBitsToFloat(bits << 16) : float16(bits);
      float middle = (float) (value + (Double.isFinite(value) ? dtype.ulp(value) / 2 : 0));
      values[4 * bits] = value;
      values[4 * bits + 1] = middle;
      values[4 * bits + 2] = Math.nextUp(middle);
      values[4 * bits + 3] = -Math.nextDown(middle);
    }
    assertConverted(values, dtype);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "BFLOAT16"})
  void randomBitsAreConvertedAsPyTorchDoes(DType dtype) {
    Random random = new Random(7);
    assertConverted(
        random.ints(RANDOM).mapToDouble(bits -> Float.intBitsToFloat(bits)).toArray(), dtype);
    assertConverted(random.doubles(RANDOM, -1e-4, 1e-4).toArray(), dtype);
  }

  /** What the machine at hand does is not for us to say; that it keeps its promise is. */
  @ParameterizedTest
  @EnumSource(names = "INT64", mode = EnumSource.Mode.EXCLUDE)
  void pyTorchOnTheProcessorMultipliesInWhatItsTypePromises(DType dtype) {
    assertThat(ArithmeticProbe.identify(torch, Workload.LINEAR, dtype, 1).multiply())
        .contains(dtype.format());
  }
}
