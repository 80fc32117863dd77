package dev.etalon.oracle.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.emulation.EmulatedKernel;
import dev.etalon.fixtures.emulation.Emulation;
import dev.etalon.fixtures.emulation.Order;
import dev.etalon.oracle.probe.Identification.Products;
import dev.etalon.oracle.probe.Identification.Subnormals;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ArithmeticProbeTest {
  /** Of each known arithmetic; more can be asked for with {@code -Detalon.probe.seeds}. */
  private static final int SEEDS = Integer.getInteger("etalon.probe.seeds", 2);

  private static Identification identify(
      Emulation emulation, Workload workload, DType dtype, long seed) {
    return ArithmeticProbe.identify(new EmulatedKernel(emulation, seed), workload, dtype, seed);
  }

  /** Every combination of what may be computed, with the dtype whose data it reads. */
  static Stream<Arguments> knownArithmetics() {
    List<Arguments> known = new ArrayList<>();
    for (Format multiply : Format.values()) {
      for (Format accumulate : Format.values()) {
        DType dtype =
            multiply == Format.FLOAT64
                ? DType.FLOAT64
                : multiply == Format.BFLOAT16 && accumulate == Format.BFLOAT16
                    ? DType.BFLOAT16
                    : DType.FLOAT32;
        if (accumulate != Format.TF32 && accumulate.precision() >= multiply.precision()) {
          Emulation plain = Emulation.of(multiply, accumulate);
          known.add(Arguments.of(plain, dtype));
          known.add(Arguments.of(plain.fusing(), dtype));
          known.add(Arguments.of(plain.in(Order.PAIRWISE), dtype));
          known.add(Arguments.of(plain.in(Order.STRIDED).fusing(), dtype));
        }
      }
    }
    known.add(Arguments.of(Emulation.of(Format.FLOAT16, Format.FLOAT32), DType.FLOAT16));
    known.add(Arguments.of(Emulation.of(Format.FLOAT16, Format.FLOAT16), DType.FLOAT16));
    known.add(Arguments.of(Emulation.of(Format.BFLOAT16, Format.FLOAT32), DType.BFLOAT16));
    return known.stream();
  }

  @ParameterizedTest
  @MethodSource("knownArithmetics")
  void everyKnownArithmeticIsIdentifiedFromEverySeed(Emulation emulation, DType dtype) {
    for (long seed = 0; seed < SEEDS; seed++) {
      Identification found = identify(emulation, Workload.LINEAR, dtype, seed);
      assertThat(found.multiply()).as("multiply").contains(emulation.multiply());
      assertThat(found.accumulate()).as("accumulate").contains(emulation.accumulate());
      assertThat(found.truncates()).as("cut off").contains(false);
      boolean room = emulation.accumulate().precision() >= 2 * emulation.multiply().precision() - 1;
      assertThat(found.products())
          .as("products")
          .isEqualTo(
              room
                  ? Products.EXACT
                  : emulation.fused() && emulation.order() != Order.PAIRWISE
                      ? Products.FUSED
                      : Products.ROUNDED);
      assertThat(found.order()).as("order").contains(name(emulation.order()));
      assertThat(found.subnormals()).isEqualTo(Subnormals.KEPT);
      assertThat(found.determinism().isDeterministic()).isTrue();
    }
  }

  private static String name(Order order) {
    return switch (order) {
      case STRIDED -> "strided by 8";
      case BLOCKED -> "in blocks of 8";
      default -> order.toString();
    };
  }

  @ParameterizedTest
  @EnumSource(names = {"SEQUENTIAL", "REVERSE", "PAIRWISE", "STRIDED", "BLOCKED"})
  void everyOrderIsToldFromTheOthers(Order order) {
    Emulation emulation = Emulation.of(Format.FLOAT32, Format.FLOAT32).in(order);
    for (long seed = 0; seed < SEEDS; seed++) {
      assertThat(identify(emulation, Workload.LINEAR, DType.FLOAT32, seed).order())
          .contains(name(order));
    }
  }

  @Test
  void aConvolutionIsIdentifiedAsAMatrixProductIs() {
    Emulation emulation = Emulation.of(Format.TF32, Format.FLOAT32);
    Identification found = identify(emulation, Workload.CONVOLUTION, DType.FLOAT32, 1);
    assertThat(found.arithmetic()).isEqualTo("multiplies in TF32, accumulates in float32, no FTZ");
    assertThat(found.shortfalls())
        .containsExactly("multiplies with 11 significant bits where float32 promises 24");
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "FLOAT32", "FLOAT16", "BFLOAT16"})
  void flushingToZeroIsSeenInEveryType(DType dtype) {
    Format sums = dtype.isReduced() ? Format.FLOAT32 : dtype.format();
    Emulation emulation = Emulation.of(dtype.format(), sums).flushing();
    assertThat(identify(emulation, Workload.LINEAR, dtype, 1).subnormals())
        .isEqualTo(Subnormals.FLUSHED);
  }

  @Test
  void aTensorCoreCutsOff() {
    Emulation emulation = Emulation.of(Format.TF32, Format.FLOAT32).in(Order.TENSOR_CORE);
    for (long seed = 0; seed < SEEDS; seed++) {
      Identification found = identify(emulation, Workload.LINEAR, DType.FLOAT32, seed);
      assertThat(found.arithmetic())
          .isEqualTo("multiplies in TF32, accumulates in float32 cut off, no FTZ");
      assertThat(found.sentence()).contains("order not visible");
    }
  }

  /**
   * The exponents that make the difference: ½ in sequence, near 0 in pairs, near 1 when cut off.
   */
  @Test
  void theGrowthOfErrorTellsHowSumsAreRounded() {
    Emulation plain = Emulation.of(Format.FLOAT32, Format.FLOAT32);
    assertThat(growth(plain).exponent()).isBetween(0.35, 0.65);
    assertThat(growth(plain.in(Order.PAIRWISE)).exponent()).isBetween(0.0, 0.25);
    assertThat(growth(plain.in(Order.TENSOR_CORE)).exponent()).isBetween(0.7, 1.2);
    Identification.Growth tf32 = growth(Emulation.of(Format.TF32, Format.FLOAT32));
    assertThat(tf32.exponent()).isBetween(-0.15, 0.15);
    assertThat(tf32.unitRoundoff()).isBetween(0x1p-13, 0x1p-10);
  }

  private static Identification.Growth growth(Emulation emulation) {
    return identify(emulation, Workload.LINEAR, DType.FLOAT32, 3).growth();
  }

  @Test
  void whatKeepsItsPromiseHasNoShortfall() {
    assertThat(
            identify(
                    Emulation.of(Format.FLOAT32, Format.FLOAT32), Workload.LINEAR, DType.FLOAT32, 1)
                .shortfalls())
        .isEmpty();
    assertThat(
            identify(
                    Emulation.of(Format.BFLOAT16, Format.FLOAT32),
                    Workload.LINEAR,
                    DType.BFLOAT16,
                    1)
                .shortfalls())
        .isEmpty();
    assertThat(
            identify(
                    Emulation.of(Format.FLOAT32, Format.FLOAT32), Workload.LINEAR, DType.FLOAT64, 1)
                .shortfalls())
        .containsExactly(
            "multiplies with 24 significant bits where float64 promises 53",
            "accumulates with 24 significant bits where float64 promises 53");
    assertThat(
            identify(
                    Emulation.of(Format.FLOAT16, Format.FLOAT16), Workload.LINEAR, DType.FLOAT16, 1)
                .shortfalls())
        .containsExactly("accumulates with 11 significant bits where float16 promises 24");
  }

  @Test
  void anOrderThatChangesFromRunToRunIsNotDeterministic() {
    Emulation emulation = Emulation.of(Format.FLOAT32, Format.FLOAT32).in(Order.ATOMIC);
    Identification found = identify(emulation, Workload.LINEAR, DType.FLOAT32, 1);
    assertThat(found.determinism().isDeterministic()).isFalse();
    assertThat(found.determinism().largest()).isGreaterThanOrEqualTo(1);
    assertThat(found.determinism().toString()).contains("elements differ between 5 runs, by up to");
  }
}
