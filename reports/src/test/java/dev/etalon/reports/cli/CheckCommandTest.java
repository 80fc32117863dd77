package dev.etalon.reports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Case;
import dev.etalon.oracle.exchange.ExchangeDirectory;
import dev.etalon.oracle.exchange.ExchangeDirectory.Asked;
import dev.etalon.oracle.exchange.Exercise;
import dev.etalon.oracle.tensorfile.ArrayStore;
import dev.etalon.reference.activation.Tanh;
import dev.etalon.reference.operator.Evaluation;
import dev.etalon.reference.operator.Implementation;
import dev.etalon.reference.operator.Operator;
import dev.etalon.reference.tensor.DType;
import dev.etalon.reference.tensor.Shape;
import dev.etalon.reference.tensor.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CheckCommandTest {
  private static final Path DOCUMENTATION = Path.of("docs/exchange.md");

  @TempDir private Path folder;

  private record Ended(int code, String out, String err) {
    String all() {
      return out + err;
    }
  }

  private static Ended etalon(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = EtalonCommand.commandLine(Verifier.REAL, Map.of("CI", "true"));
    int code = commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
    return new Ended(code, out.toString(), err.toString());
  }

  private Ended check(String... args) {
    List<String> line =
        new ArrayList<>(List.of("check", "--output", folder.resolve("report").toString()));
    line.addAll(List.of(args));
    return etalon(line.toArray(String[]::new));
  }

  /** A tanh whose slope is taken of the argument. */
  public static final class ArgumentForValue implements Implementation {
    @Override
    public String name() {
      return "argument-for-value";
    }

    @Override
    public boolean claims(Operator operator) {
      return operator instanceof Tanh;
    }

    @Override
    public Tensor forward(Operator operator, Map<String, Tensor> operands, DType dtype) {
      return Evaluation.DEFINITION.forward(operator, operands, dtype);
    }

    @Override
    public Map<String, Tensor> vjp(
        Operator operator, Map<String, Tensor> operands, Tensor cotangent, DType dtype) {
      double x = operands.get("input").at(0);
      return Map.of("input", Tensor.of(dtype, cotangent.shape(), cotangent.at(0) * (1 - x * x)));
    }
  }

  @Test
  void aJavaClassIsJudgedByWhoeverCanCallIt() throws IOException {
    String name = ArgumentForValue.class.getName();

    Ended ended = check("--implementation", name, "--case", "tanh/scalar", "--dtype", "float64");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.all()).contains("tanh of argument-for-value (grad:input) disagrees");
    assertThat(folder.resolve("report/report.json"))
        .content()
        .contains(
            "etalon check --implementation '%s' --seed 42 --case 'tanh/scalar' --dtype float64 --judge finite-differences"
                .formatted(name));
  }

  @Test
  void aJavaClassIsAskedOnlyWhatItClaims() {
    Ended ended =
        check("--implementation", ArgumentForValue.class.getName(), "--operator", "softmax");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("argument-for-value claims none of the chosen operators");
  }

  private Path export(String... options) {
    Path exported = folder.resolve("questions");
    List<String> line = new ArrayList<>(List.of("export", exported.toString()));
    line.addAll(List.of(options));
    Ended ended = etalon(line.toArray(String[]::new));
    assertThat(ended.code()).as(ended.all()).isEqualTo(ExitCode.AGREEMENT);
    return exported;
  }

  /** Answers with the definitions, each array changed by name. */
  private static void answer(Path exported, Map<String, UnaryOperator<Tensor>> changes)
      throws IOException {
    ExchangeDirectory exchange = new ExchangeDirectory(exported);
    for (Exercise exercise : exchange.manifest().cases()) {
      Asked asked = exchange.read(exercise);
      Case exam = asked.exam();
      DType dtype = exercise.precision();
      Map<String, Tensor> arrays = new LinkedHashMap<>();
      arrays.put("forward", Evaluation.DEFINITION.forward(exam.operator(), exam.operands(), dtype));
      Evaluation.DEFINITION
          .vjp(exam.operator(), exam.operands(), exam.cotangent(), dtype)
          .forEach((operand, gradient) -> arrays.put("grad." + operand, gradient));
      arrays.put("after.input", exam.operands().get("input"));
      changes.forEach((name, change) -> arrays.computeIfPresent(name, (n, a) -> change.apply(a)));
      arrays.values().removeIf(array -> array.size() == 0);
      ArrayStore.SAFETENSORS.write(exchange.results(), exercise.key(), arrays);
    }
  }

  private static Tensor nothing(Tensor array) {
    return Tensor.float64(Shape.of(0));
  }

  /** The NumPy script of the documentation, perhaps with a mistake. */
  private String script(String correct, String mistaken) throws IOException {
    Python.assume();
    Matcher code =
        Pattern.compile("```python\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(DOCUMENTATION));
    assertThat(code.find()).isTrue();
    assertThat(code.group(1).lines().count()).isLessThanOrEqualTo(40);
    assertThat(code.group(1)).contains(correct);
    Path script = folder.resolve("answers.py");
    Files.writeString(script, code.group(1).replace(correct, mistaken));
    return "python3 " + script;
  }

  @Test
  void theScriptOfTheDocumentationAnswersAndIsRight() throws IOException {
    String script = script("", "");
    Ended ended = check("--run", script, "--operator", "conv2d,linear,tanh");
    assertThat(ended.all()).contains("3 operators").doesNotContain("not answered");
    assertThat(ended.code()).as(ended.all()).isEqualTo(ExitCode.AGREEMENT);
  }

  @Test
  void aMistakeOfTheScriptIsFoundWhereItIsAndNowhereElse() throws IOException {
    String script = script("gx[at] += ", "gx[at] = ");
    Ended ended = check("--run", script, "--case", "conv2d/valid,tanh/matrix");
    assertThat(ended.err()).contains("conv2d of answers.py (grad:input) disagrees");
    assertThat(ended.code()).isEqualTo(ExitCode.DISAGREEMENT);
  }

  @Test
  void anExceptionOfTheScriptIsACrashWithItsLastWords() throws IOException {
    String script = script("x @ a[\"weight\"].T", "x @ a[\"weight\"].t()");
    Ended ended = check("--run", script, "--case", "linear/batch", "--dtype", "float64");
    assertThat(ended.out())
        .contains("crashed: exit code 1; it printed: AttributeError:")
        .contains("judged by answer");
    assertThat(folder.resolve("report/printed.txt")).content().contains("Traceback");
    assertThat(ended.code()).isEqualTo(ExitCode.DISAGREEMENT);
  }

  @Test
  void aFolderOfRightAnswersAgrees() throws IOException {
    Path exported = export("--operator", "relu,linear", "--format", "npy");
    answer(exported, Map.of());
    Ended ended = check(exported.toString());
    assertThat(ended.code()).as(ended.all()).isEqualTo(ExitCode.AGREEMENT);
    assertThat(ended.all()).contains("agree").doesNotContain("not answered");
  }

  @Test
  void partialAnswersAreJudgedAsFarAsTheyGo() throws IOException {
    Path exported = export("--case", "linear/batch", "--dtype", "float64");
    answer(exported, Map.of("grad.weight", CheckCommandTest::nothing));
    Ended ended = check(exported.toString());
    assertThat(ended.err()).contains("1 case is not answered, wholly or in part");
    assertThat(ended.code()).as(ended.all()).isEqualTo(ExitCode.AGREEMENT);
    // three by the truth, two in forward mode
    assertThat(ended.out()).contains("linear      5 agree");
    assertThat(folder.resolve("report/report.json")).content().doesNotContain("asked again");
  }

  @Test
  void noAnswersAreNoAgreement() {
    Path exported = export("--case", "relu/matrix");
    Ended ended = check(exported.toString());
    assertThat(ended.err()).contains("nothing was measured");
    assertThat(ended.code()).isEqualTo(ExitCode.DISAGREEMENT);
  }

  @Test
  void wrongShapesDtypesAndMutationAreToldApart() throws IOException {
    Path exported = export("--case", "linear/batch", "--dtype", "float32");
    answer(
        exported,
        Map.of(
            "forward", array -> array.reshape(Shape.of(array.size())),
            "grad.weight", array -> Tensor.of(DType.FLOAT64, array.shape(), array.toArray()),
            "after.input", array -> array.with(0, 7)));
    Ended ended = check(exported.toString());
    assertThat(folder.resolve("report/report.json"))
        .content()
        .contains("the shape is (")
        .contains("the dtype is float64, it must be float32")
        .contains("changed its inputs in place: input; work on a copy");
    assertThat(ended.code()).isEqualTo(ExitCode.DISAGREEMENT);
  }

  @Test
  void whatTheProgramSaysOfItselfIsAVerdict() throws IOException {
    Path exported = export("--case", "linear/batch,relu/matrix", "--dtype", "float64");
    Path results = exported.resolve("results");
    Files.writeString(
        results.resolve("linear.batch.float64.json"),
        "{\"quantities\": {\"forward\": {\"status\": \"error\", \"message\": \"TypeError: no\"}}}");
    Files.writeString(results.resolve("relu.matrix.float64.npz"), "PK, truncated");
    Ended ended = check(exported.toString());
    assertThat(ended.out())
        .contains("error: TypeError: no")
        .contains("unreadable answer: ")
        .contains("is no readable .npz archive");
    assertThat(ended.code()).isEqualTo(ExitCode.DISAGREEMENT);
  }

  @Test
  void recordedTruthIsWithinItsBudgetOfTheDefinition() throws IOException {
    Path exported = export("--operator", "softmax,linear,max_pool2d", "--with-expected");
    ExchangeDirectory exchange = new ExchangeDirectory(exported);
    for (Exercise exercise : exchange.manifest().cases()) {
      Case exam = exchange.read(exercise).exam();
      Map<String, Tensor> expected =
          ArrayStore.read(exchange.expected(), exercise.key()).orElseThrow();
      assertThat(expected).hasSize(2 * exercise.wants().size());
      Tensor got =
          Evaluation.DEFINITION.forward(exam.operator(), exam.operands(), exercise.precision());
      for (int i = 0; i < got.size(); i++) {
        double difference = Math.abs(got.at(i) - expected.get("forward").at(i));
        assertThat(Double.isNaN(difference) || difference <= expected.get("forward.budget").at(i))
            .as("%s[%d]", exercise.key(), i)
            .isTrue();
      }
    }
  }

  @Test
  void nothingIsExportedOverSomething() throws IOException {
    Path exported = export("--case", "relu/matrix");
    Ended again = etalon("export", exported.toString());
    assertThat(again.code()).isEqualTo(ExitCode.USAGE);
    assertThat(again.err()).contains("is not empty, and nothing is ever written over");
  }

  @Test
  void aBrokenFolderCostsOneSentence() throws IOException {
    Path exported = export("--case", "relu/matrix", "--dtype", "float64");
    Path manifest = exported.resolve("manifest.json");
    String whole = Files.readString(manifest);
    Map<String, String> broken =
        Map.of(
            "{",
            "is no JSON",
            whole.replace("etalon-exchange", "other"),
            "is no manifest of format",
            whole.replace("\"relu\"", "\"rely\""),
            "unknown operator 'rely'",
            whole.replace("relu.matrix.float64", "../relu"),
            "has the key ../relu",
            whole.replace("relu.matrix.float64", "relu.other"),
            "relu.other.npz is missing",
            whole.replaceFirst("\"dtype\" : \"float64", "\"dtype\" : \"float99"),
            "unknown dtype 'float99'",
            whole.replace("slope_at_zero\" : 0", "slope_at_zero\" : 5"),
            "5");
    broken.forEach(
        (content, sentence) -> {
          try {
            Files.writeString(manifest, content);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          Ended ended = check(exported.toString());
          assertThat(ended.err()).startsWith("etalon: ").contains(sentence).hasLineCount(1);
          assertThat(ended.code()).isEqualTo(ExitCode.USAGE);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          check                                     | 0 things to check were given
          check x --run y                           | 2 things to check were given
          check nowhere                             | 'nowhere' is no folder
          check docs                                | manifest.json is missing
          check docs --seed 1                       | --seed belongs to --run
          check --onnx docs                         | 'docs' has no node test
          check --run x --judge finite-differences  | unknown judge 'finite-differences'
          check --run x --time-limit 0              | --time-limit is 0.0
          check --run x --memory lots               | --memory is 'lots'
          check --run x --format hdf5               | unknown format 'hdf5'
          check --run no-such-command-anywhere      | which is neither a file nor on the PATH
          check --run 'unfinished                   | a quote without its partner
          export relu --operator rely               | unknown operator 'rely'
          """)
  void badInputCostsOneSentence(String line, String sentence) {
    List<String> args = new ArrayList<>(List.of(line.split(" ")));
    if (args.get(0).equals("check")) {
      args.addAll(List.of("--output", folder.resolve("report").toString()));
    }
    Ended ended = etalon(args.toArray(String[]::new));
    assertThat(ended.err()).startsWith("etalon: ").contains(sentence);
    assertThat(ended.code()).isEqualTo(ExitCode.USAGE);
  }
}
