package example;

import dev.etalon.oracle.junit.OperatorContract;
import dev.etalon.oracle.junit.OperatorTest;
import dev.etalon.reference.operator.Implementation;

/** Every judge, every case of softmax that the kernel claims, float64 and float32. */
@OperatorTest("softmax")
class RowSoftmaxTest implements OperatorContract {
  @Override
  public Implementation implementation() {
    return new RowSoftmax();
  }
}
