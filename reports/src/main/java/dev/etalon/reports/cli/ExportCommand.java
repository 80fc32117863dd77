package dev.etalon.reports.cli;

import dev.etalon.oracle.exchange.ExchangeDirectory;
import dev.etalon.oracle.exchange.ExchangeDirectory.Asked;
import dev.etalon.oracle.exchange.Manifest;
import dev.etalon.oracle.tensorfile.ArrayStore;
import dev.etalon.oracle.trial.Standard;
import dev.etalon.oracle.verification.Progress;
import dev.etalon.oracle.verification.Workers;
import dev.etalon.reports.model.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code etalon export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Writes cases into a folder, for programs in any language to answer.",
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  etalon export questions",
      "  etalon export questions --operator conv2d,linear --dtype float32",
      "  etalon export vectors --with-expected    with what is true, to test without Java",
      "",
      "A program writes its answers to FOLDER/results; 'etalon check FOLDER' judges them.",
    })
final class ExportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FOLDER", description = "Where to; it must be empty or not exist yet.")
  private Path folder = Path.of("");

  @Mixin private CaseOptions cases;

  @Option(
      names = "--with-expected",
      description = "Also write what is true, and how far from it a correct kernel may be.")
  private boolean expected;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Of the arrays: npz, npy or safetensors (default: ${DEFAULT-VALUE}).")
  private String format = "npz";

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    ArrayStore form = form(format);
    List<Asked> asked = Asked.drawn(cases.ofCatalogue(List.of()), cases.seed());
    ExchangeDirectory exchange = new ExchangeDirectory(folder);
    try {
      exchange.create();
    } catch (DirectoryNotEmptyException | FileAlreadyExistsException e) {
      throw new BadInput(
          "'%s' is not empty, and nothing is ever written over; give a new folder"
              .formatted(folder));
    }
    for (Asked one : asked) {
      exchange.write(one, form);
    }
    if (expected) {
      Workers.inParallel(
          asked,
          Runtime.getRuntime().availableProcessors(),
          () -> false,
          one -> writeExpected(exchange, one, form),
          Progress.SILENT);
    }
    exchange.write(
        Manifest.of(
            Environment.version(), cases.seed(), asked.stream().map(Asked::exercise).toList()));
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "etalon: %d cases in %s; answer them in %s, then: etalon check %s"
            .formatted(asked.size(), folder, exchange.results(), folder));
    out.flush();
    return ExitCode.AGREEMENT;
  }

  private static Asked writeExpected(ExchangeDirectory exchange, Asked asked, ArrayStore form) {
    try {
      exchange.writeExpected(asked, new Standard(asked.exam(), asked.exercise().precision()), form);
      return asked;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The form of arrays that an option names. */
  static ArrayStore form(String format) {
    new Vocabulary(
            "format",
            Arrays.stream(ArrayStore.values())
                .map(form -> form.name().toLowerCase(Locale.ROOT))
                .toList(),
            "")
        .require(format);
    return ArrayStore.valueOf(format.toUpperCase(Locale.ROOT));
  }
}
