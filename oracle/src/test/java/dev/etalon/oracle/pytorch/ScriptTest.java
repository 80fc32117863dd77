package dev.etalon.oracle.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScriptTest {
  @Test
  void theCodeOfTheModuleIsTheBodyIndented() {
    Script script = new Script(List.of("input", "bias"), "sum = input + bias\nreturn sum\n");

    assertThat(TorchScriptArchive.code(script))
        .isEqualTo(
            """
            class M(Module):
              def forward(self: __torch__.M, input: Tensor, bias: Tensor) -> Tensor:
                sum = input + bias
                return sum
            """);
  }

  @Test
  void theSameScriptGivesTheSameArchive() {
    Script script = new Script(List.of("input"), "return input");

    assertThat(TorchScriptArchive.of(script)).isEqualTo(TorchScriptArchive.of(script));
  }

  @Test
  void literalsAreReadBackAsTheSameDoubles() {
    double[] values = {
      0.1,
      1,
      -2.5,
      1e-5,
      1e22,
      Math.PI,
      Double.MAX_VALUE,
      Double.MIN_VALUE,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NaN
    };
    String list =
        Arrays.stream(values)
            .mapToObj(value -> "torch.full([1], %s, dtype=7)".formatted(Script.literal(value)))
            .collect(Collectors.joining(", "));
    Script script = new Script(List.of("x"), "return torch.cat([" + list + "], 0)");

    try (TorchSession session = new TorchSession(TorchConfiguration.cpu())) {
      assertThat(session.run(TorchRequest.forward(script, Map.of("x", Tensor.vector(0)))))
          .isInstanceOfSatisfying(
              TorchResult.Computed.class,
              result -> assertThat(result.output()).isEqualTo(Tensor.vector(values)));
    }
  }

  @Test
  void listsOfIntegersAreTypedWhenEmpty() {
    assertThat(Script.literal(1, -2)).isEqualTo("[1, -2]");
    assertThat(Script.literal(new int[0])).isEqualTo("annotate(List[int], [])");
  }

  @Test
  void namesAreCheckedBeforePyTorchSeesThem() {
    assertThatThrownBy(() -> new Script(List.of("layer.weight"), "return x"))
        .hasMessageContaining("'layer.weight' cannot name an operand");
    assertThatThrownBy(() -> new Script(List.of("self"), "return self"))
        .hasMessageContaining("'self' cannot name an operand");
    assertThatThrownBy(() -> new Script(List.of("x", "x"), "return x"))
        .hasMessage("two operands are named 'x'");
    assertThatThrownBy(() -> new Script(List.of(), "return x"))
        .hasMessageContaining("at least one operand");
    assertThatThrownBy(() -> new Script(List.of("x"), "torch.relu(x)"))
        .hasMessageContaining("returns nothing");
  }

  @Test
  void aRequestHasTheOperandsOfItsScript() {
    Script script = new Script(List.of("input", "target"), "return input");
    Tensor input = Tensor.vector(1);
    Tensor target = Tensor.int64(Shape.of(1), 0);

    assertThatThrownBy(() -> TorchRequest.forward(script, Map.of("input", input)))
        .hasMessage("the script's operands are [input, target]; given are [input]");
    assertThatThrownBy(
            () ->
                TorchRequest.gradient(
                    script, Map.of("input", input, "target", target), input, Set.of("target")))
        .hasMessage(
            "'target' is to be differentiated but is int64; only floating operands have a gradient");
  }
}
