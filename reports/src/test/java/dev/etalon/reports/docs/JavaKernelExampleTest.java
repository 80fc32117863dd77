package dev.etalon.reports.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The documentation's example project builds, and its tests judge the kernel in it. */
class JavaKernelExampleTest {
  private static final Path EXAMPLE = Path.of("docs", "examples", "java-kernel");
  private static final Path KERNEL = Path.of("src", "main", "java", "example", "RowSoftmax.java");

  @TempDir private Path folder;

  @Test
  void theKernelOfTheExampleIsRight() throws Exception {
    TestExecutionSummary summary =
        runTests("", "example.RowSoftmaxTest", "example.RowSoftmaxProperties");

    assertThat(summary.getFailures())
        .extracting(TestExecutionSummary.Failure::getException)
        .isEmpty();
    // the judges of every claimed case, and the property
    assertThat(summary.getTestsSucceededCount()).isGreaterThan(100);
    assertThat(summary.getTestsAbortedCount()).isPositive();
  }

  @Test
  void withoutTheMeanItsGradientIsWrongAndTheMistakeIsNamed() throws Exception {
    TestExecutionSummary summary = runTests(" - mean", "example.RowSoftmaxTest");

    assertThat(summary.getFailures()).isNotEmpty();
    assertThat(summary.getFailures())
        .filteredOn(failure -> failure.getTestIdentifier().getDisplayName().contains(" by "))
        .isNotEmpty()
        .allSatisfy(
            failure ->
                assertThat(failure.getTestIdentifier().getDisplayName()).startsWith("grad:input"))
        .anySatisfy(
            failure ->
                assertThat(failure.getException())
                    .hasMessageContaining("softmax/matrix grad:input, float64: row-softmax")
                    .hasMessageContaining("likely mistake: the gradient is y·ȳ: subtract Σ ȳ·y")
                    .hasMessageContaining("@OperatorTest(value = \"softmax\""));
  }

  /** Compiles the project with a piece of the kernel's text left out, and runs its tests. */
  private TestExecutionSummary runTests(String leftOut, String... tests) throws Exception {
    Path kernel = folder.resolve("RowSoftmax.java");
    String text = Files.readString(EXAMPLE.resolve(KERNEL));
    assertThat(text).contains(leftOut);
    Files.writeString(kernel, text.replace(leftOut, ""));
    List<Path> sources = new ArrayList<>(List.of(kernel));
    try (Stream<Path> files = Files.list(EXAMPLE.resolve("src/test/java/example"))) {
      files.sorted().forEach(sources::add);
    }
    Path classes = Files.createDirectory(folder.resolve("classes"));
    compile(sources, classes);

    ClassLoader before = Thread.currentThread().getContextClassLoader();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, before)) {
      Thread.currentThread().setContextClassLoader(loader);
      LauncherFactory.create()
          .execute(
              request()
                  .selectors(Stream.of(tests).map(name -> selectClass(loader, name)).toList())
                  .configurationParameter("jqwik.database", "target/jqwik-database")
                  .configurationParameter("jqwik.reporting.onlyfailures", "true")
                  .build(),
              listener);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
    return listener.getSummary();
  }

  private static void compile(List<Path> sources, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of(
                      "-d",
                      classes.toString(),
                      "-cp",
                      System.getProperty("java.class.path"),
                      "-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
  }
}
