package dev.etalon.reports.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etalon.reports.cli.EtalonCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
