package dev.etalon.reports.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.etalon.reports.cli.EtalonCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be said of the documents without running their commands. */
class DocumentationTest {
  private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|([^\\s']+)");

  static List<Document> documents() throws IOException {
    return Document.all();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void theCommandLineKnowsEveryCommand(Document document) {
    assertThat(document.commands())
        .filteredOn(command -> command.line().startsWith("etalon "))
        .allSatisfy(
            command ->
                assertThat(EtalonCommand.commandLine().parseArgs(arguments(command.line())))
                    .as(command.line())
                    .isNotNull());
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLinkLeadsSomewhere(Document document) throws IOException {
    Path page = document.path();
    assertThat(LINK.matcher(Files.readString(page)).results())
        .allSatisfy(
            link -> {
              Path target =
                  link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
              assertThat(target).exists();
              if (link.group(2) != null) {
                assertThat(anchors(target)).as("in %s", target).contains(link.group(2));
              }
            });
  }

  @Test
  void everyPageIsLinkedFromTheLandingPage() throws IOException {
    assertThat(documents().stream().skip(2))
        .isNotEmpty()
        .allSatisfy(
            page ->
                assertThat(documents().get(0).path())
                    .content()
                    .contains("](reports/docs/%s)".formatted(page)));
  }

  /**
   * The lines of a snippet stand in this order in one file; {@code …} stands for what is left out.
   */
  @ParameterizedTest
  @MethodSource("documents")
  void theJavaThatIsShownIsInTheSources(Document document) throws IOException {
    List<String> sources = sources();
    assertThat(document.java())
        .allSatisfy(
            snippet ->
                assertThat(sources)
                    .as(snippet)
                    .anyMatch(source -> quotes(source, snippet.lines().map(String::strip))));
  }

  private static boolean quotes(String source, Stream<String> lines) {
    int from = 0;
    for (String line : lines.filter(line -> !line.equals("…")).toList()) {
      int at = source.indexOf(line, from);
      if (at < 0) {
        return false;
      }
      from = at + line.length();
    }
    return true;
  }

  private static List<String> sources() throws IOException {
    List<String> sources = new ArrayList<>();
    for (String module :
        List.of("../reference-impl/src", "../fixtures/src", "../oracle/src", "docs")) {
      try (Stream<Path> files = Files.walk(Path.of(module))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          sources.add(Files.readString(file));
        }
      }
    }
    return sources;
  }

  @Test
  void thePythonThatIsShownCompiles(@TempDir Path folder) throws Exception {
    assumeTrue(Shell.run(folder, "python3 --version") == 0, "there is no Python");
    for (Document document : documents()) {
      for (Map.Entry<String, String> file : document.files().entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
    }

    assertThat(Shell.run(folder, "python3 -m py_compile *.py"))
        .as(() -> Shell.output(folder))
        .isZero();
  }

  /** Without the shell's part of a line: comments, and where its output goes. */
  private static String[] arguments(String line) {
    return WORD.matcher(line.replaceFirst("\\s+[#>|].*", ""))
        .results()
        .skip(1)
        .map(word -> word.group(1) != null ? word.group(1) : word.group(2))
        .toArray(String[]::new);
  }

  private static Stream<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(Files.readString(page))
        .results()
        .map(
            heading ->
                heading
                    .group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'));
  }
}
