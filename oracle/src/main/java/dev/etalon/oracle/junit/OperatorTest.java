package dev.etalon.oracle.junit;

import dev.etalon.oracle.verification.Verification;
import dev.etalon.reference.tensor.DType;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What an {@link OperatorContract} is judged on.
 *
 * <pre>{@code
 * @OperatorTest("conv2d")
 * class MyConv2dTest implements OperatorContract {
 *   @Override
 *   public Implementation implementation() {
 *     return new MyConv2d();
 *   }
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface OperatorTest {
  /** The operators' names; {@code etalon list} prints them. */
  String[] value();

  /** Only these cases, {@code operator/name}; none means all of the operators. */
  String[] cases() default {};

  /** The precisions. */
  DType[] dtypes() default {DType.FLOAT64, DType.FLOAT32};

  /** Only these judges; none means all. */
  String[] judges() default {};

  /** From which the cases' data are drawn. */
  long seed() default Verification.DEFAULT_SEED;
}
