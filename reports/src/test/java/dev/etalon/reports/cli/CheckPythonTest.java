package dev.etalon.reports.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Python code that {@code etalon check} is given as it is, through Etalon's adapter. */
class CheckPythonTest {
  private static final Path LAB =
      Path.of("../oracle/src/test/resources/dev/etalon/oracle/lab/lab2/layers.py");

  @TempDir private Path folder;

  @BeforeAll
  static void python() {
    Python.assume();
  }

  private record Ended(int code, String out, String err) {
    String all() {
      return out + err;
    }
  }

  private Ended check(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = EtalonCommand.commandLine(Verifier.REAL, Map.of("CI", "true"));
    List<String> line =
        new ArrayList<>(List.of("check", "--output", folder.resolve("report").toString()));
    line.addAll(List.of(args));
    int code =
        commandLine
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(line.toArray(String[]::new));
    return new Ended(code, out.toString(), err.toString());
  }

  private Path write(String name, String source) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, source);
  }

  private String report() throws IOException {
    return Files.readString(folder.resolve("report/report.json"));
  }

  @Test
  void aLabsSolutionIsJudgedAsGradeDoes() throws IOException {
    String broken =
        Files.readString(LAB)
            .replace("return grad_out * (self.x > 0)", "return grad_out * (grad_out > 0)");
    Path solution = write("lab2/layers.py", broken);

    Ended ended = check(solution.toString());

    assertThat(ended.out())
        .contains("ReLU.backward_inputs", "wrong value", "| from layers import ReLU");
    assertThat(ended.err()).contains("judged as by 'etalon grade ");
    assertThat(folder.resolve("report/grades.csv")).content().contains("layers.py,").contains("17");
    assertThat(ended.code()).isEqualTo(ExitCode.DISAGREEMENT);
    // the folder with it is the same thing
    assertThat(check(folder.resolve("lab2").toString(), "--json").err())
        .contains("--json does not belong");
  }

  @Test
  void theDecoratedFunctionsOfTheDocumentationAreRight() throws IOException {
    Path kernels = write("kernels.py", documented());

    // of all operators those that the file registers
    Ended ended = check(kernels.toString(), "--dtype", "float64");

    assertThat(ended.err())
        .contains("running kernels.py on 15 cases")
        .doesNotContain("not implemented");
    // what equal logits give is no evidence
    assertThat(ended.out()).contains("✓ softmax     39 agree");
    assertThat(ended.code()).as(ended.all()).isEqualTo(ExitCode.AGREEMENT);
  }

  private static String documented() throws IOException {
    Matcher code =
        Pattern.compile("```python\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("docs/python-kernel.md")));
    assertThat(code.find()).isTrue();
    return code.group(1);
  }

  /** By position, by name with gaps, a missing gradient, and one that is wrong. */
  @Test
  void functionsTakeOperandsByPositionOrByNameAndAttributesAsTheyNameThem() throws IOException {
    Path kernels =
        write(
            "kernels.py",
            """
            import numpy as np
            from etalon_adapter import gradient, operator

            @operator("linear")
            def linear(x, w, b=0):
                return x @ w.T + b

            @gradient("linear")
            def linear_vjp(g, x, w, b=None):
                return g @ w, g.T @ x, g.sum(0)

            @operator("batch_norm")
            def batch_norm(input, eps, statistics, weight=1, bias=0, running_mean=None, running_var=None):
                wide = (slice(None),) + (None,) * (input.ndim - 2)
                axes = tuple(a for a in range(input.ndim) if a != 1)
                mean = input.mean(axes) if statistics == "batch" else running_mean
                var = input.var(axes) if statistics == "batch" else running_var
                y = (input - mean[wide]) / np.sqrt(var[wide] + eps)
                return y * np.broadcast_to(weight, mean.shape)[wide] + np.broadcast_to(bias, mean.shape)[wide]

            @operator("leaky_relu")
            def leaky_relu(x, negative_slope):
                return np.where(x > 0, x, negative_slope * x)

            @gradient("leaky_relu")
            def leaky_relu_vjp(cotangent, input, negative_slope):
                return {"input": cotangent * np.where(input > 0, 1, -negative_slope)}

            @operator("add")
            def add(*operands):
                raise NotImplementedError("add: later")
            """);

    Ended ended =
        check(
            kernels.toString(),
            "--dtype",
            "float64",
            "--case",
            "linear/batch,batch_norm/inference,batch_norm/training-bias-only,leaky_relu/matrix,add/matrix");

    assertThat(ended.code()).isEqualTo(ExitCode.DISAGREEMENT);
    assertThat(ended.err())
        .contains("etalon: leaky_relu of kernels.py (grad:input) disagrees")
        .contains("3 cases are not implemented, wholly or in part");
    assertThat(report()).contains("add: later", "no gradient is registered for batch_norm");
  }

  @Test
  void theFunctionsOfALibraryAreAskedByName() throws IOException {
    Path library =
        write(
            "library.py",
            """
            import numpy as np

            def softmax(input, dim):
                e = np.exp(input - input.max(dim, keepdims=True))
                return e / e.sum(dim, keepdims=True)

            def leaky_relu(input, negative_slope=0.01):
                return np.where(input > 0, input, negative_slope * input)

            def max_pool1d(input, kernel_size, stride, padding=0, dilation=1):
                raise ValueError("asked")

            def cross_entropy(input, target, reduction, weight=None, ignore_index=-100):
                raise ValueError("asked for " + reduction)

            def relu(input):
                return np.maximum(input, 0.5)
            """);

    Ended ended =
        check(
            "--functions",
            library.toString(),
            "--dtype",
            "float64",
            "--case",
            "softmax/matrix,leaky_relu/matrix,relu/matrix,max_pool1d/split-ties,cross_entropy/sum");

    assertThat(ended.err()).contains("relu of ").contains("(forward)").contains("cross_entropy");
    assertThat(ended.out()).contains("✓ softmax", "✓ leaky_relu", "✗ relu");
    assertThat(report())
        .contains(
            "has no gradients", "ValueError: asked for sum", "max_pool1d has no attribute ties");
    assertThat(ended.code()).isEqualTo(ExitCode.DISAGREEMENT);
  }

  @Test
  void pytorchsFunctionsHaveGradientsByAutograd() throws Exception {
    assumeTrue(hasTorch(), "skipped: python3 has no torch");

    Ended ended =
        check(
            "--functions",
            "torch.nn.functional",
            "--operator",
            "linear,conv2d,batch_norm,mse_loss");

    assertThat(ended.code()).as(ended.all()).isEqualTo(ExitCode.AGREEMENT);
    assertThat(report()).contains("\"grad:weight\"");
  }

  private static boolean hasTorch() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "python3",
                "-c",
                "import importlib.util as u, sys; sys.exit(u.find_spec('torch') is None)")
            .start();
    return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  @Test
  void whatCannotBeCheckedCostsOneSentence() throws IOException {
    Path program = write("answers.py", "print('hello')");
    Path text = write("notes.txt", "hello");
    write("class/ana/layers.py", "class ReLU: pass");
    write("class/eva/layers.py", "class ReLU: pass");

    assertRefused(check(program.toString()), "check --run 'python3 answers.py'");
    assertRefused(check(text.toString()), "a program is given as --run 'COMMAND'");
    assertRefused(check(folder.resolve("class").toString()), "the solutions of 2 people; 'etalon");
    assertRefused(check("--functions", "none.py"), "names the file 'none.py', which is not there");
    assertRefused(check("--run", "true", "--device", "cuda"), "--device belongs to --functions");
    assertRefused(
        check(write("typo.py", "from etalon_adapter import *\n@operator('sofmax')\n").toString()),
        "unknown operator 'sofmax'");
  }

  private static void assertRefused(Ended ended, String sentence) {
    assertThat(ended.err()).startsWith("etalon: ").contains(sentence).hasLineCount(1);
    assertThat(ended.code()).isEqualTo(ExitCode.USAGE);
  }
}
