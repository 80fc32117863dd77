package dev.etalon.reports.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command that a document shows does what the document says. The commands of a document run
 * one after another in one folder, as a reader would run them; the reader's own files lie there. A
 * command whose comment says that it takes minutes is begun and then interrupted; one that needs a
 * GPU runs where there is one.
 */
class DocumentedCommandsIT {
  private static final Path SOLUTION =
      Path.of("../oracle/src/test/resources/dev/etalon/oracle/lab/lab2/layers.py");
  private static final Path ADAPTER = Path.of("target/etalon/python/etalon_adapter.py");

  private static final Path KERNEL =
      Path.of("docs/examples/java-kernel/src/main/java/example/RowSoftmax.java");

  /** What a reader has, by name. */
  private static final Map<String, Path> READERS_FILES =
      Map.of(
          "lab2/layers.py", SOLUTION,
          "submissions/ana/lab2/layers.py", SOLUTION,
          "submissions/ivo/layers.py", SOLUTION,
          "etalon_adapter.py", ADAPTER);

  /** The whole verification is the main job, which has just run when this test does. */
  private static final String MAIN_JOB = "etalon verify\\s*(#.*)?";

  @TempDir private static Path folders;

  @TestFactory
  Stream<DynamicNode> commandsDoWhatTheDocumentSays() throws IOException {
    return Document.all().stream()
        .filter(document -> !document.commands().isEmpty())
        .map(document -> DynamicContainer.dynamicContainer(document.toString(), tests(document)));
  }

  private static Stream<DynamicTest> tests(Document document) {
    Path folder = folders.resolve(document.toString());
    return document.commands().stream()
        .filter(command -> !command.line().matches(MAIN_JOB))
        .map(
            command ->
                DynamicTest.dynamicTest(
                    command.line(),
                    () -> {
                      lay(document, folder);
                      run(command, folder);
                    }));
  }

  /** The reader's folder: solutions, a kernel's class, and the files that the documents show. */
  private static void lay(Document document, Path folder) throws IOException {
    if (Files.exists(folder)) {
      return;
    }
    Files.createDirectories(folder);
    for (Map.Entry<String, Path> file : READERS_FILES.entrySet()) {
      Path place = folder.resolve(file.getKey());
      Files.createDirectories(place.getParent());
      Files.copy(file.getValue(), place);
    }
    for (Document page : Document.all()) {
      for (Map.Entry<String, String> file : page.files().entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
    }
    compile(KERNEL, Files.createDirectories(folder.resolve("build/classes")));
  }

  private static void compile(Path source, Path classes) throws IOException {
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                source.toString());
    assertThat(code).as("compiling %s", source).isZero();
  }

  private static void run(Document.Command command, Path folder)
      throws IOException, InterruptedException {
    if (command.needsGpu()) {
      assumeTrue(Shell.run(folder, "nvidia-smi") == 0, "there is no GPU here");
    }
    if (command.needsPyTorch()) {
      assumeTrue(
          Shell.run(folder, "python3 -c 'import torch'") == 0, "there is no Python with PyTorch");
    }
    if (command.needsPython()) {
      assumeTrue(
          Shell.run(folder, "python3 -c 'import numpy'") == 0, "there is no Python with NumPy");
    }
    if (command.takesMinutes()) {
      assertThat(Shell.interrupt(folder, command.line()))
          .as(() -> command.line() + "\n" + Shell.output(folder))
          .isEqualTo(130);
    } else {
      assertThat(Shell.run(folder, command.line()))
          .as(() -> command.line() + "\n" + Shell.output(folder))
          .isEqualTo(command.exitCode());
    }
  }
}
