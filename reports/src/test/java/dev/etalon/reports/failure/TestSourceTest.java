package dev.etalon.reports.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Catalog;
import dev.etalon.oracle.verdict.Judgement;
import dev.etalon.oracle.verdict.Verdict;
import dev.etalon.reference.tensor.DType;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSourceTest {
  @TempDir private Path folder;

  @Test
  void theTestsOfEveryOperatorCompile() throws IOException {
    List<Path> sources =
        Catalog.operators().stream()
            .map(operator -> write(Catalog.recipes(operator).get(0).draw(1)))
            .toList();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of("-proc:none", "-d", folder.toString()),
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
  }

  private Path write(Case exam) {
    Judgement judgement = judgement(exam);
    Path file = folder.resolve(TestSource.className(judgement) + ".java");
    try {
      return Files.writeString(file, TestSource.of(judgement, exam));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Judgement judgement(Case exam) {
    return new Judgement(
        exam.operator().name(),
        exam.id(),
        DType.FLOAT32,
        "definition",
        "pytorch-cpu",
        Case.FORWARD,
        Verdict.failed("expected < 1, got 2 */ \\u002a"),
        0,
        42);
  }

  @Test
  void theNameTellsTheFailure() {
    Case exam = Catalog.recipes("conv2d").get(0).draw(1).named("dilated-strided");
    assertThat(TestSource.className(judgement(exam)))
        .isEqualTo("Conv2dDilatedStridedFloat32ForwardByPytorchCpuTest");
  }
}
