package dev.etalon.reports.cli;

import dev.etalon.reports.folder.ReportFolder;
import dev.etalon.reports.json.JsonReport;
import dev.etalon.reports.model.Outcome;
import dev.etalon.reports.model.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say where a report goes and what is printed of it. */
final class ReportOptions {
  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      description = "Where index.html and report.json go (default: ${DEFAULT-VALUE}).")
  private Path output = Path.of("etalon-report");

  @Option(names = "--json", description = "Print a summary for machines instead of text.")
  private boolean json;

  @Option(names = "--no-color", description = "No colours; NO_COLOR does the same.")
  private boolean noColor;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** The report's folder, untouched. */
  ReportFolder folder() {
    return new ReportFolder(output);
  }

  /** The report's folder, made and tried. */
  ReportFolder prepared() throws IOException {
    ReportFolder folder = folder();
    folder.prepare();
    return folder;
  }

  /** The report's folder. */
  Path output() {
    return output;
  }

  /** Whether standard output is for machines. */
  boolean json() {
    return json;
  }

  /** Prints what the report comes to and where it is; what to exit with. */
  int conclude(Report report, ReportFolder folder, Map<String, String> environment) {
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.print(JsonReport.digest(report, folder.page().toString(), folder.json().toString()));
    } else {
      new Digest(out, colored(environment)).print(report);
    }
    out.flush();
    Outcome outcome = report.summary().outcome();
    PrintWriter last = outcome == Outcome.AGREEMENT && !json ? out : command.commandLine().getErr();
    last.println("etalon: %s: open %s".formatted(report.summary().verdict(), folder.page()));
    last.flush();
    return ExitCode.of(outcome);
  }

  private boolean colored(Map<String, String> environment) {
    return !noColor && !environment.containsKey("NO_COLOR") && Terminal.isInteractive(environment);
  }
}
