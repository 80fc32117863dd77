package dev.etalon.reports.cli;

import dev.etalon.reference.operator.ConstraintViolation;
import dev.etalon.reports.model.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code etalon}: the command above the others, and what they share. */
@Command(
    name = "etalon",
    mixinStandardHelpOptions = true,
    versionProvider = EtalonCommand.Version.class,
    description =
        "Says whether implementations of deep-learning operators are right, in value and in"
            + " gradient.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  etalon verify                     judge everything, write a report",
      "  etalon verify --operator conv2d   judge one operator",
      "  etalon explain conv2d             its equation, gradients and cases",
      "  etalon export questions           cases for programs in any language",
      "  etalon check questions            judge their answers",
      "",
      "Exit codes:",
      "    0  everything agrees",
      "    1  a disagreement was found, or there is no evidence",
      "    2  wrong usage or bad input",
      "    3  the environment failed: an engine is missing, a disk is full",
      "   70  a bug in Etalon",
      "  130  interrupted",
      "",
      "Environment:",
      "  NO_COLOR           no colours",
      "  ETALON_STACKTRACE  shows where an error arose",
    })
public final class EtalonCommand implements Runnable {
  private static final String STACKTRACE = "ETALON_STACKTRACE";

  @Spec private CommandSpec spec;

  private EtalonCommand() {}

  /** The command line on the process's streams. */
  public static CommandLine commandLine() {
    return commandLine(Verifier.REAL, System.getenv())
        .setOut(writer(System.out))
        .setErr(writer(System.err));
  }

  /** In UTF-8 where the terminal does not say otherwise: operators are written with ȳ and Σ. */
  private static PrintWriter writer(java.io.PrintStream stream) {
    String encoding = System.getProperty("stdout.encoding");
    Charset charset = encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding);
    return new PrintWriter(new java.io.OutputStreamWriter(stream, charset), true);
  }

  /** The command line with another verification, in another environment. */
  static CommandLine commandLine(Verifier.Factory verifiers, Map<String, String> environment) {
    CommandLine commandLine =
        new CommandLine(new EtalonCommand())
            .addSubcommand(new VerifyCommand(verifiers, environment))
            .addSubcommand(
                new CommandLine(new BaselineCommand())
                    .addSubcommand(new BaselineCommand.Save(environment))
                    .addSubcommand(new BaselineCommand.Pair(environment))
                    .addSubcommand(new BaselineCommand.Sample()))
            .addSubcommand(new CompareCommand())
            .addSubcommand(new CheckCommand(environment))
            .addSubcommand(new ExportCommand())
            .addSubcommand(new GradeCommand(environment))
            .addSubcommand(new ListCommand())
            .addSubcommand(new ExplainCommand())
            .addSubcommand(new BenchCommand())
            .addSubcommand(new ProbeCommand())
            .addSubcommand("generate-completion", new GenerateCompletion());
    commandLine
        .getSubcommands()
        .get("generate-completion")
        .getCommandSpec()
        .usageMessage()
        .description("Prints a script that completes etalon's commands in bash and zsh.")
        .footerHeading("%nExamples:%n")
        .footer(
            "  source <(etalon generate-completion)",
            "  etalon generate-completion > ~/.local/share/bash-completion/completions/etalon");
    commandLine
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(EtalonCommand::wrongUsage)
        .setExecutionExceptionHandler(
            (exception, command, parsed) -> failure(exception, command, environment));
    if (environment.containsKey("NO_COLOR")) {
      commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    }
    return commandLine;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int wrongUsage(ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    String suggestions = "";
    if (exception instanceof UnmatchedArgumentException unmatched) {
      suggestions =
          unmatched.getSuggestions().isEmpty()
              ? ""
              : unmatched.getSuggestions().stream()
                  .collect(Collectors.joining("' or '", " (did you mean '", "'?)"));
    }
    say(
        command,
        "%s%s; '%s --help' shows what is allowed"
            .formatted(
                sentence(exception.getMessage()),
                suggestions,
                command.getCommandSpec().qualifiedName()));
    return ExitCode.USAGE;
  }

  private static int failure(
      Exception exception, CommandLine command, Map<String, String> environment) {
    if (environment.containsKey(STACKTRACE)) {
      exception.printStackTrace(command.getErr());
    }
    if (exception instanceof BadInput || exception instanceof ConstraintViolation) {
      say(command, exception.getMessage());
      return ExitCode.USAGE;
    }
    if (exception instanceof IOException) {
      say(command, exception.getMessage());
      return ExitCode.ENVIRONMENT;
    }
    say(
        command,
        "a bug in Etalon: %s; %s=1 shows where, please report it".formatted(exception, STACKTRACE));
    return ExitCode.BUG;
  }

  private static void say(CommandLine command, String sentence) {
    command.getErr().println("etalon: " + sentence);
    command.getErr().flush();
  }

  /** A library's message in the middle of a sentence. */
  private static String sentence(String message) {
    String first = message.lines().findFirst().orElse("");
    return first.isEmpty()
        ? first
        : Character.toLowerCase(first.charAt(0)) + first.substring(1).replaceAll("[.]$", "");
  }

  /** Prints what {@code --version} prints. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "Etalon " + Environment.version(), "Java " + Runtime.version(),
      };
    }
  }
}
