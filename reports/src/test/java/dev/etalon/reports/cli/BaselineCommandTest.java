package dev.etalon.reports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineCommandTest {
  private static final String CASES = "--operator linear --case linear/batch";

  @TempDir private Path folder;

  private record Ran(int code, String out, String err) {}

  @Test
  void aLostDigitIsFoundBetweenThePairsTwoBaselines() {
    Ran pair =
        run(
            "baseline pair v1 v2 --before-implementation definition --processes 1 --dtype float64 --folder %s %s --implementation %s"
                .formatted(folder, CASES, Coarse.class.getName()));
    assertThat(pair.code()).as(pair.err()).isZero();
    assertThat(pair.out())
        .contains("results and 2 times of definition are in", "v1.json")
        .contains("results and 2 times of coarse are in", "v2.json");

    Ran compared =
        run("compare v1 v2 --folder %s --output %s".formatted(folder, folder.resolve("page")));

    assertThat(compared.code()).isEqualTo(ExitCode.DISAGREEMENT);
    assertThat(compared.out()).contains("`linear/batch float64 forward extended`");
  }

  @Test
  void bothBaselinesOfAPairNeedAName() {
    Ran pair = run("baseline pair same same");

    assertThat(pair.code()).isEqualTo(ExitCode.USAGE);
    assertThat(pair.err()).contains("both baselines are named 'same'; give each a name");
  }

  private static Ran run(String arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        EtalonCommand.commandLine(
                (settings, listener) -> {
                  throw new AssertionError("baselines are not of the main job");
                },
                Map.of("CI", "true"))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments.split(" "));
    return new Ran(code, out.toString(), err.toString());
  }

  /** The definition with its last digit lost; prints where the answer is expected. */
  public static final class Coarse implements Implementation {
    private boolean talked;

    @Override
    public String name() {
      return "coarse";
    }

    @Override
    public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
      if (!talked) {
        talked = true;
        System.out.println("not the answer");
      }
      return coarse(Evaluation.DEFINITION.forward(operator, operands, dtype), dtype);
    }

    @Override
    public Map<String, Tensor> vjp(
        Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
      Map<String, Tensor> gradients = new LinkedHashMap<>();
      Evaluation.DEFINITION
          .vjp(operator, operands, cotangent, dtype)
          .forEach((operand, gradient) -> gradients.put(operand, coarse(gradient, dtype)));
      return gradients;
    }

    private static Tensor coarse(Tensor exact, DType dtype) {
      return exact.map(x -> dtype.round(x * (1 + 10 * dtype.unitRoundoff())));
    }
  }
}
