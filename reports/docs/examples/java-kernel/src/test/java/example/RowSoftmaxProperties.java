package example;

import static dev.etalon.oracle.junit.ImplementationAssert.assertThat;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.arbitrary.OperatorArbitraries;
import dev.etalon.reference.softmax.Softmax;
import dev.etalon.reference.tensor.DType;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random cases beside the catalogue's; a failure is shrunk to the smallest case that shows it. */
class RowSoftmaxProperties {
  @Example
  void isRightOnTheCatalogue() {
    assertThat(new RowSoftmax()).judgedBy("extended").isRightFor("softmax");
  }

  @Property(tries = 20)
  void isRightOnRandomCases(@ForAll("cases") Case exam) {
    assertThat(new RowSoftmax()).judgedBy("extended").in(DType.FLOAT64).isRightOn(exam);
  }

  @Provide
  Arbitrary<Case> cases() {
    return OperatorArbitraries.of("softmax").filter(RowSoftmaxProperties::isAlongLastAxis);
  }

  private static boolean isAlongLastAxis(Case exam) {
    var shape = exam.operands().get("input").shape();
    return shape.normalizeAxis(((Softmax) exam.operator()).axis()) == shape.rank() - 1;
  }
}
