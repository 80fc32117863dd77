package dev.etalon.oracle.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.etalon.fixtures.lab.Lab;
import dev.etalon.oracle.process.ProgramRun;
import dev.etalon.oracle.process.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterpreterTest {
  @TempDir private Path folder;

  /** It lies in the folder of temporary files, of which a sandbox shows only what it must. */
  @Test
  void aVirtualEnvironmentIsFoundByItsPathAndRunsSolutions() throws Exception {
    Interpreter outer = Python.assume();
    Path environment = folder.resolve("venv");
    int ended =
        new ProcessBuilder(
                outer.executable().toString(),
                "-m",
                "venv",
                "--without-pip",
                "--system-site-packages",
                environment.toString())
            .inheritIO()
            .start()
            .waitFor();
    assumeTrue(ended == 0, "this Python has no venv");

    Interpreter python = Interpreter.find(environment.resolve("bin/python").toString());

    assertThat(python.executable()).startsWithRaw(environment);
    Path solution =
        Files.writeString(
            Files.createDirectory(folder.resolve("solution")).resolve("layers.py"),
            Python.correct(Lab.LAB2));
    PythonSolution asked =
        new PythonSolution(python, PythonSolution.writeAdapter(folder), Lab.LAB2, solution);
    LabExam exam = LabExam.of(Lab.LAB2, 42);
    ProgramRun run = asked.run(Sandbox.available(), PythonSolution.LIMITS);
    assertThat(exam.mark("layers", asked.answer(exam, run).answers(), Policies.DEFAULT))
        .allSatisfy(verdict -> assertThat(verdict.status().isRight()).as("%s", verdict).isTrue());
  }

  @Test
  void whatIsNoSuchPythonIsRefusedWithASentence() throws IOException {
    Path silent = Files.writeString(folder.resolve("silent"), "#!/bin/sh\nexit 0\n");
    assertThat(silent.toFile().setExecutable(true)).isTrue();

    assertThatThrownBy(() -> Interpreter.find(folder.resolve("nowhere").toString()))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("nowhere' cannot be started");
    assertThatThrownBy(() -> Interpreter.find(silent.toString()))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("silent' is not Python 3.9 or newer with NumPy");
  }

  @Test
  void theAdaptersSyntaxIsThatOfPython39() throws Exception {
    Path adapter = PythonSolution.writeAdapter(folder);
    Process parser =
        new ProcessBuilder(
                Python.assume().executable().toString(),
                "-c",
                "import ast, sys; ast.parse(open(sys.argv[1], encoding='utf-8').read(),"
                    + " feature_version=(3, 9))",
                adapter.toString())
            .inheritIO()
            .start();
    assertThat(parser.waitFor()).isZero();
  }
}
