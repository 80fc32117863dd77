package dev.etalon.reports.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command that a document shows does what the document says. The commands of a document run
 * one after another in one folder, as a reader would run them. A block that begins with a comment
 * naming a file, {@code # wrong.py}, is that file. A command whose comment says {@code exits with
 * 1} must do that; every other must succeed.
 */
class DocumentedCommandsIT {
  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^```([a-z]*)[^\\n]*\\n(.*?)^```\\s*?$");
  private static final Pattern FILE = Pattern.compile("\\A(?:#|//) ([\\w-]+\\.[a-z]+)\\n");
  private static final Pattern EXIT = Pattern.compile("#.*exits with (\\d+)");

  /** The whole verification is the main job, which has just run when this test does. */
  private static final Pattern MAIN_JOB = Pattern.compile("etalon verify\\s*(#.*)?");

  static Stream<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      List<Path> pages =
          new ArrayList<>(docs.filter(path -> path.toString().endsWith(".md")).sorted().toList());
      pages.add(0, Path.of("../README.md"));
      return pages.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void commandsDoWhatTheDocumentSays(Path document, @TempDir Path folder)
      throws IOException, InterruptedException {
    List<String> commands = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(document));
    while (block.find()) {
      Matcher file = FILE.matcher(block.group(2));
      if (file.find()) {
        Files.writeString(folder.resolve(file.group(1)), block.group(2));
      } else if (block.group(1).isEmpty() || block.group(1).equals("sh")) {
        block
            .group(2)
            .lines()
            .filter(line -> line.matches("(etalon|python3) .*"))
            .forEach(commands::add);
      }
    }
    assumeTrue(
        commands.stream().noneMatch(command -> command.contains("python3")),
        "this page's commands need Python with NumPy and the reader's own program");
    for (String command : commands) {
      if (!MAIN_JOB.matcher(command).matches()) {
        Matcher exit = EXIT.matcher(command);
        int wanted = exit.find() ? Integer.parseInt(exit.group(1)) : 0;
        assertThat(Shell.run(folder, command))
            .as(() -> command + "\n" + output(folder))
            .isEqualTo(wanted);
      }
    }
  }

  private static String output(Path folder) {
    try {
      return Files.readString(folder.resolve("output.txt"));
    } catch (IOException e) {
      return "no output: " + e;
    }
  }
}
