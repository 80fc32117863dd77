package dev.etalon.reports.cli;

import dev.etalon.fixtures.Catalog;
import dev.etalon.oracle.verification.Verification;
import dev.etalon.reports.model.OperatorSheet;
import dev.etalon.reports.model.OperatorSheet.CaseSheet;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code etalon explain}. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Prints what an operator is: equation, gradients, shapes, special cases, cases.",
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {"  etalon explain conv2d", "  etalon explain cross_entropy"})
final class ExplainCommand implements Runnable {
  @Parameters(paramLabel = "OPERATOR", description = "Its name ('etalon list' prints them all).")
  private String operator = "";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    new Vocabulary("operator", Catalog.operators(), "'etalon list' prints them").require(operator);
    OperatorSheet sheet = OperatorSheet.of(operator, Verification.DEFAULT_SEED);
    PrintWriter out = spec.commandLine().getOut();
    out.println(sheet.name());
    out.println("  " + sheet.summary());
    section(out, "Equation", List.of(sheet.equation()));
    section(out, "Gradients (VJP; ȳ is the upstream gradient)", sheet.vjp());
    section(out, "Shapes", List.of(sheet.shapes()));
    section(out, "Special cases", sheet.specialCases());
    section(out, "Lecture", List.of(sheet.lecture()));
    section(out, "Cases", sheet.cases().stream().map(ExplainCommand::describe).toList());
    section(
        out,
        "Judges",
        Verification.judgeMethods("cpu").entrySet().stream()
            .map(judge -> "%-18s %s".formatted(judge.getKey(), judge.getValue()))
            .toList());
    out.println();
    out.println("Judge it alone: etalon verify --operator " + sheet.name());
    out.flush();
  }

  private static String describe(CaseSheet sheet) {
    String operands =
        sheet.operands().entrySet().stream()
            .map(operand -> operand.getKey() + " " + operand.getValue())
            .collect(Collectors.joining(", "));
    String line = "%s: %s → %s".formatted(sheet.id(), operands, sheet.output());
    return sheet.example() == null
        ? line
        : "%s; worked example %d of the lectures".formatted(line, sheet.example().number());
  }

  private static void section(PrintWriter out, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      out.println();
      out.println(title);
      lines.forEach(line -> out.println("  " + line));
    }
  }
}
