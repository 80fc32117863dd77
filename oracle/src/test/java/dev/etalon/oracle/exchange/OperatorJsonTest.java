package dev.etalon.oracle.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etalon.fixtures.Catalog;
import dev.etalon.fixtures.Recipe;
import dev.etalon.reference.convolution.Convolution;
import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.resampling.Resize;
import dev.etalon.reference.resampling.UpsampleNearest;
import dev.etalon.reference.window.Window;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorJsonTest {
  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }

  @Test
  void everyOperatorOfTheCatalogueComesBackFromItsText() throws Exception {
    List<Operator> operators = Catalog.recipes().stream().map(Recipe::operator).distinct().toList();
    assertThat(operators).hasSizeGreaterThan(50);
    for (Operator operator : operators) {
      JsonNode text = json(OperatorJson.attributes(operator).toString());
      assertThat(OperatorJson.operator(operator.name(), text)).isEqualTo(operator);
    }
  }

  @Test
  void attributesHaveTheNamesOfTheEcosystem() {
    Operator convolution =
        new Convolution(Window.of(3, 5).stride(2, 1).paddingBefore(1, 2).dilation(1, 3), 2);
    assertThat(OperatorJson.attributes(convolution))
        .hasToString(
            "{\"kernel_size\":[3,5],\"stride\":[2,1],\"padding\":[[1,0],[2,0]],\"dilation\":[1,3],\"groups\":2}");
    assertThat(OperatorJson.attributes(new UpsampleNearest(Resize.by(2.0, 1.5))))
        .hasToString("{\"resize\":\"by\",\"scale_factor\":[2.0,1.5]}");
  }

  @Test
  void anOperatorThatTheCatalogueLacksIsFoundByItsAttributes() throws Exception {
    Operator convolution = new Convolution(Window.of(1, 1, 1, 1), 1);
    assertThat(
            OperatorJson.operator("conv4d", json(OperatorJson.attributes(convolution).toString())))
        .isEqualTo(convolution);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          conv2e    | {}                                     | unknown operator 'conv2e'
          softmax   | {}                                     | 'axis' is missing; given are []
          softmax   | {"axis": 1.5}                          | axis is 1.5; it must be a whole number
          softmax   | {"axis": 99999999999}                  | it must be a whole number
          softmax   | {"axis": 1, "dim": 1}                  | [dim] is unknown; allowed are [axis]
          mse_loss  | {"reduction": "average"}               | reduction is 'average'; allowed are none, mean, sum
          mse_loss  | []                                     | attributes are missing
          leaky_relu | {"negative_slope": "steep"}           | a number, 'NaN'
          nll_loss  | {"target": "probabilities", "reduction": "sum"} | allowed are classes
          conv2d    | {"kernel_size": [3], "stride": [1], "padding": [[0, 0]], "dilation": [1], "groups": 1} | they are those of conv1d
          conv2d    | {"kernel_size": [3, 3], "stride": [0, 1], "padding": [[0, 0], [0, 0]], "dilation": [1, 1], "groups": 1} | stride is 0; it must be at least 1
          conv2d    | {"kernel_size": [3, 3], "stride": [1], "padding": [[0, 0], [0, 0]], "dilation": [1, 1], "groups": 1} | one value for each spatial axis
          conv2d    | {"kernel_size": [3, 3], "stride": [1, 1], "padding": [0, 0], "dilation": [1, 1], "groups": 1} | padding is 0; it must be a list
          max_pool2d | {"kernel_size": [16000, 16000], "stride": [1, 1], "padding": [[0, 0], [0, 0]], "dilation": [1, 1], "ceil_mode": false, "ties": "first"} | at most 1048576 elements
          """)
  void whatIsUnknownIsRefusedWithASentence(String name, String attributes, String sentence)
      throws Exception {
    JsonNode given = json(attributes);
    assertThatThrownBy(() -> OperatorJson.operator(name, given))
        .isInstanceOf(ConstraintViolation.class)
        .hasMessageContaining(sentence);
  }
}
