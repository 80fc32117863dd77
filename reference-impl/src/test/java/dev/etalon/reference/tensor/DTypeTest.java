package dev.etalon.reference.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DTypeTest {
  @ParameterizedTest
  @EnumSource(names = "INT64", mode = EnumSource.Mode.EXCLUDE)
  void theUnitRoundoffIsHalfTheDistanceFromOneToTheNext(DType dtype) {
    double u = dtype.unitRoundoff();
    assertThat(dtype.ulp(1)).isEqualTo(2 * u);
    assertThat(dtype.round(1 + 2 * u)).isEqualTo(1 + 2 * u);
    assertThat(dtype.round(1 + u)).as("a tie goes to even").isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = "INT64", mode = EnumSource.Mode.EXCLUDE)
  void theRangeEndsAtTheLargestValue(DType dtype) {
    assertThat(dtype.round(dtype.largest())).isEqualTo(dtype.largest());
    assertThat(dtype.round(dtype.largest() * (1 + 2 * dtype.unitRoundoff()))).isInfinite();
    assertThat(dtype.ulp(dtype.smallestNormal())).isEqualTo(dtype.ulp(0));
  }

  @Property
  void float32RoundsAsACastDoes(@ForAll double value) {
    assertThat(DType.FLOAT32.round(value)).isEqualTo((float) value);
    assertThat(DType.FLOAT32.ulp(value)).isEqualTo(Math.ulp((float) value));
    assertThat(DType.FLOAT64.round(value)).isEqualTo(value);
  }

  @Test
  void specialValuesStayThemselves() {
    assertThat(DType.FLOAT32.round(Double.NaN)).isNaN();
    assertThat(DType.FLOAT32.round(Double.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(DType.FLOAT32.round(-0.0)).isEqualTo(-0.0);
  }

  @Test
  void indicesHaveNoFormat() {
    assertThatThrownBy(DType.INT64::format)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "int64 has no floating-point format; the floating types are float64, float32, float16,"
                + " bfloat16");
    assertThat(DType.INT64.round(2.4)).isEqualTo(2);
  }

  @Test
  void typesAreFoundByTheirName() {
    for (DType dtype : DType.values()) {
      assertThat(DType.named(dtype.label())).isSameAs(dtype);
      assertThat(dtype.isFloating()).isEqualTo(dtype != DType.INT64);
    }
    assertThatThrownBy(() -> DType.named("float23"))
        .hasMessage(
            "unknown dtype 'float23'; allowed are float64, float32, float16, bfloat16, int64");
  }
}
