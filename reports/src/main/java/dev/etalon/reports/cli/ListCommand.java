package dev.etalon.reports.cli;

import dev.etalon.fixtures.Case;
import dev.etalon.fixtures.Catalog;
import dev.etalon.fixtures.Recipe;
import dev.etalon.fixtures.network.Network;
import dev.etalon.fixtures.network.NetworkLayer;
import dev.etalon.fixtures.network.Networks;
import dev.etalon.oracle.verification.Verification;
import dev.etalon.reference.operator.Definition;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code etalon list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description =
        "Lists the operators, the cases of one of them, the layers of a network, or the judges.",
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  etalon list",
      "  etalon list conv2d",
      "  etalon list resnet50",
      "  etalon list --judges"
    })
final class ListCommand implements Runnable {
  @Parameters(
      arity = "0..1",
      paramLabel = "OPERATOR",
      description = "List the cases of this operator, or the layers of this network.")
  private @Nullable String operator;

  @Option(names = "--judges", description = "List the judges and what each does.")
  private boolean judges;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    if (judges) {
      judges(out);
    } else if (operator == null) {
      operators(out);
    } else if (Networks.named(operator).isPresent()) {
      layers(out, Networks.named(operator).get());
    } else {
      new Vocabulary("operator", Catalog.operators(), "'etalon list' prints them")
          .require(operator);
      cases(out, operator);
    }
    out.flush();
  }

  /** The layers of a network for one example. */
  private static void layers(PrintWriter out, Network network) {
    List<NetworkLayer> layers = network.layers(1);
    int width = width(layers.stream().map(NetworkLayer::id).toList());
    out.println(network.source());
    for (NetworkLayer layer : layers) {
      out.println(
          ("%-" + width + "s  %2d × %s: %s → %s")
              .formatted(
                  layer.id(),
                  layer.count(),
                  layer.operator().name(),
                  layer.operands().entrySet().stream()
                      .map(operand -> operand.getKey() + " " + operand.getValue())
                      .collect(Collectors.joining(", ")),
                  layer.output()));
    }
  }

  private static void operators(PrintWriter out) {
    int width = width(List.copyOf(Catalog.operators()));
    for (String name : Catalog.operators()) {
      List<Recipe> recipes = Catalog.recipes(name);
      @Nullable Definition definition = Catalog.definition(recipes.get(0).operator());
      out.println(
          ("%-" + width + "s  %3d %-5s  %s")
              .formatted(
                  name,
                  recipes.size(),
                  recipes.size() == 1 ? "case" : "cases",
                  definition == null ? "" : definition.summary()));
    }
    out.println();
    out.println("Each case is judged in float64 and float32.");
  }

  private static void cases(PrintWriter out, String operator) {
    List<Recipe> recipes = Catalog.recipes(operator);
    int width = width(recipes.stream().map(Recipe::id).toList());
    for (Recipe recipe : recipes) {
      out.println(("%-" + width + "s  %s").formatted(recipe.id(), describe(recipe)));
    }
  }

  private static String describe(Recipe recipe) {
    Case exam = recipe.draw(Verification.DEFAULT_SEED);
    String shapes =
        exam.shapes().entrySet().stream()
            .map(operand -> operand.getKey() + " " + operand.getValue())
            .collect(Collectors.joining(", "));
    return exam.lecture()
        .map(lecture -> "%s; worked example %d".formatted(shapes, lecture.number()))
        .orElse(shapes);
  }

  private static void judges(PrintWriter out) {
    Map<String, String> methods = Verification.judgeMethods("cuda");
    int width = width(List.copyOf(methods.keySet()));
    methods.forEach(
        (name, method) -> out.println(("%-" + width + "s  %s").formatted(name, method)));
    out.println();
    out.println("pytorch-cuda takes part with --device cuda.");
  }

  private static int width(List<String> names) {
    return names.stream().mapToInt(String::length).max().orElse(1);
  }
}
