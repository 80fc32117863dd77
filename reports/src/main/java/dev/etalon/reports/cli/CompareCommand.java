package dev.etalon.reports.cli;

import dev.etalon.oracle.regression.Differences;
import dev.etalon.reports.regression.ComparisonPage;
import dev.etalon.reports.regression.ComparisonText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code etalon compare}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Says what changed between two baselines: verdicts, precision, bits and time. Exit code 1 is"
            + " a regression.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  etalon compare v1 v2",
      "  etalon compare committed/v1.json v2 --output comparison",
    })
final class CompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "BEFORE", description = "A baseline's name or file.")
  private String before = "";

  @Parameters(index = "1", paramLabel = "AFTER", description = "A baseline's name or file.")
  private String after = "";

  @Mixin private Baselines baselines = new Baselines();

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      description =
          "Where index.html, summary.md and comparison.json go (default: ${DEFAULT-VALUE}).")
  private Path output = Path.of("etalon-comparison");

  @Option(names = "--json", description = "Print JSON instead of Markdown.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Differences differences;
    try {
      differences = Differences.between(baselines.read(before), baselines.read(after));
    } catch (IllegalArgumentException e) {
      throw new BadInput(e.getMessage());
    }
    try {
      Files.createDirectories(output);
      Files.writeString(output.resolve("summary.md"), ComparisonText.markdown(differences));
      Files.writeString(output.resolve("comparison.json"), ComparisonText.json(differences));
      Files.writeString(output.resolve("index.html"), ComparisonPage.html(differences));
    } catch (IOException e) {
      throw new IOException(
          "the comparison cannot be written to '%s': %s; choose another folder with --output"
              .formatted(output, e.getMessage()),
          e);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? ComparisonText.json(differences) : ComparisonText.markdown(differences));
    out.flush();
    spec.commandLine()
        .getErr()
        .printf(
            "etalon: %s: open %s%n",
            ComparisonText.verdict(differences), output.resolve("index.html"));
    spec.commandLine().getErr().flush();
    return differences.regressions().isEmpty() ? ExitCode.AGREEMENT : ExitCode.DISAGREEMENT;
  }
}
