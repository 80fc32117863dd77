package dev.etalon.reports.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Recipe;
import dev.etalon.oracle.judge.ExtendedPrecisionJudge;
import dev.etalon.oracle.judge.Judge;
import dev.etalon.oracle.tensorfile.Npz;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.trial.Trial;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verification.Disagreement;
import dev.etalon.reference.affine.Linear;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Tensor;
import dev.etalon.reports.folder.ReportFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureFolderTest {
  private static final Judge JUDGE = new ExtendedPrecisionJudge();

  @TempDir private Path folder;

  /** Twice the right value. */
  private static final class Doubling implements Implementation {
    @Override
    public String name() {
      return "doubling";
    }

    @Override
    public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
      return Evaluation.DEFINITION.forward(operator, operands, dtype).map(x -> 2 * x);
    }

    @Override
    public Map<String, Tensor> vjp(
        Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
      return Evaluation.DEFINITION.vjp(operator, operands, cotangent, dtype);
    }
  }

  private static Disagreement disagreement(DType dtype) {
    Case exam =
        Recipe.of("t", new Linear()).normal("input", 3, 4).normal("weight", 5, 4).draw(1).as(dtype);
    Trial trial = new Trial(new Standard(exam, dtype), new Doubling());
    Judgement judgement =
        new Judgement(
            "linear",
            exam.id(),
            dtype,
            "doubling",
            JUDGE.name(),
            Case.FORWARD,
            JUDGE.judge(trial).get(Case.FORWARD),
            0,
            1);
    return new Disagreement(trial, JUDGE, judgement);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "FLOAT32", "BFLOAT16"})
  void theNumbersOfTheMinimalCaseAreSavedBesideTheTest(DType dtype) throws IOException {
    Disagreement disagreement = disagreement(dtype);

    new FailureFolder(new ReportFolder(folder)).save(disagreement);

    String name = TestSource.className(disagreement.judgement());
    Path saved = folder.resolve("failures").resolve(name);
    assertThat(saved.resolve(name + ".java")).isRegularFile();
    Map<String, Tensor> arrays =
        Npz.read(Files.readAllBytes(saved.resolve(name + ".npz")), "the failure");
    assertThat(arrays)
        .containsOnlyKeys("input", "weight", "cotangent", "expected", "budget", "got");
    assertThat(arrays.get("input").size()).as("minimal").isEqualTo(1);
    double expected = arrays.get("expected").at(0);
    assertThat(expected)
        .isNotZero()
        .isEqualTo(arrays.get("input").at(0) * arrays.get("weight").at(0));
    assertThat(arrays.get("got").at(0)).isEqualTo(2 * expected);
    assertThat(arrays.get("got").at(0) - expected).isGreaterThan(arrays.get("budget").at(0));
    assertThat(arrays.get("got").dtype())
        .isEqualTo(dtype == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32);
  }
}
